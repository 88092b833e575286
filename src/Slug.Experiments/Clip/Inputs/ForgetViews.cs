using Slug.Basics;
using Slug.Experiments.Clip.Configuration;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Experiments.Clip.Inputs;

/// <summary>Augmented views of a forget set's pictures, each a batch of its own behind the batch that it is made of.</summary>
/// <param name="Views">Views of each picture.</param>
/// <param name="Augmentation">How far views may differ from their picture.</param>
/// <param name="Seed">Decides the views.</param>
public sealed record ForgetViews(int Views, AugmentationOptions Augmentation, long Seed)
{
    /// <summary>The views that a config asks for; null where it asks for none.</summary>
    public static ForgetViews? Of(ClipOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Grads.ForgetViews is not { } views || views == 0 ? null : new ForgetViews(views, options.Pretrain.Augmentation, options.Seed);
    }

    /// <summary>The batches, and behind each those of its views. Who iterates disposes each before asking for the next.</summary>
    public IEnumerable<PairBatch> AddTo(IEnumerable<PairBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var augmentation = new Augmentation(Augmentation, new SeededRandom((ulong)Seed));
        foreach (var batch in batches)
        {
            using var images = batch.Images.alias().DetachFromDisposeScope();
            using var tokens = batch.Tokens.alias().DetachFromDisposeScope();
            yield return batch;
            for (var view = 0; view < Views; view++) yield return new PairBatch(Varied(augmentation, images), tokens.alias().DetachFromDisposeScope());
        }
    }

    private static Tensor Varied(Augmentation augmentation, Tensor images)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return augmentation.Apply(ClipNormalization.ToBytes(images)).DetachFromDisposeScope();
    }
}
