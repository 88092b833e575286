using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Evaluation.ZeroShot;

/// <summary>A zero-shot classifier: one embedding per class name, of length one.</summary>
public sealed class ZeroShotClassifier : IDisposable
{
    private ZeroShotClassifier(IReadOnlyList<string> names, Tensor weights)
    {
        Names = names;
        Weights = weights;
    }

    /// <summary>The class names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The class embeddings, <c>[names, embed]</c>.</summary>
    public Tensor Weights { get; }

    /// <summary>Encodes the prompts with the model's text tower.</summary>
    public static ZeroShotClassifier Build(ClipModel model, ClassPrompts prompts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var features = FeatureEncoding.EncodeCaptions(model.TextTower, prompts.Tokens, model.LogitScale.device, cancellation);
        return new ZeroShotClassifier(prompts.Names, prompts.Average(features).DetachFromDisposeScope());
    }

    /// <summary>Takes class embeddings that were made before.</summary>
    /// <param name="names">The class names.</param>
    /// <param name="weights">The class embeddings, <c>[names, embed]</c>, of length one; owned and disposed by the classifier.</param>
    /// <exception cref="ArgumentException">There is not one embedding for each name.</exception>
    public static ZeroShotClassifier Of(IReadOnlyList<string> names, Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.dim() != 2 || weights.shape[0] != names.Count)
            throw new ArgumentException($"{names.Count} names need embeddings [{names.Count}, embed], not [{string.Join(", ", weights.shape)}].", nameof(weights));
        return new ZeroShotClassifier(names, weights.DetachFromDisposeScope());
    }

    /// <summary>Logits <c>100·v·t</c> of image features of length one, <c>[images, names]</c>.</summary>
    public Tensor Logits(Tensor imageFeatures)
    {
        ArgumentNullException.ThrowIfNull(imageFeatures);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return imageFeatures.matmul(Weights.t()).mul(100).MoveToOuterDisposeScope();
    }

    /// <summary>How often the right name is first, or among the first five.</summary>
    /// <param name="imageFeatures">Features of length one, <c>[images, embed]</c>.</param>
    /// <param name="labels">The right class of each image.</param>
    public TopKAccuracy Accuracy(Tensor imageFeatures, IReadOnlyList<int> labels)
    {
        using var logits = Logits(imageFeatures);
        return TopKAccuracy.Of(logits, labels);
    }

    /// <summary>The same as the mean over the names that occur, so that a name with many images counts no more than one with few.</summary>
    /// <param name="imageFeatures">Features of length one, <c>[images, embed]</c>.</param>
    /// <param name="labels">The right class of each image.</param>
    public TopKAccuracy MeanAccuracy(Tensor imageFeatures, IReadOnlyList<int> labels)
    {
        using var logits = Logits(imageFeatures);
        return TopKAccuracy.MeanOverClasses(logits, labels);
    }

    /// <summary>Disposes the embeddings.</summary>
    public void Dispose() => Weights.Dispose();
}
