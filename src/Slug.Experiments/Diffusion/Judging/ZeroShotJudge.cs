using Slug.Data.Images;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Models.Clip;
using Slug.Models.Tokenizers;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Judging;

/// <summary>A CLIP that says which of a domain's labels is nearest to a picture.</summary>
internal sealed class ZeroShotJudge : IPictureJudge
{
    private readonly ClipModel _model;
    private readonly Dictionary<string, ZeroShotClassifier> _classifiers = new(StringComparer.Ordinal);

    /// <summary>Encodes the labels.</summary>
    /// <param name="model">The model; owned.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="labels">The labels of each domain.</param>
    /// <param name="template">The caption of a label.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public ZeroShotJudge(ClipModel model, ClipTokenizer tokenizer, IReadOnlyDictionary<string, IReadOnlyList<string>> labels, string template, CancellationToken cancellation)
    {
        _model = model;
        foreach (var (domain, names) in labels)
        {
            using var prompts = ClassPrompts.Create(tokenizer, [.. names.Select(n => n.Replace('_', ' '))], [template], model.Config.Text.ContextLength, model.LogitScale.device);
            _classifiers[domain] = ZeroShotClassifier.Build(model, prompts, cancellation);
            Labels[domain] = names;
        }
    }

    private Dictionary<string, IReadOnlyList<string>> Labels { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Label(string domain, Tensor pictures, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var logits = _classifiers[domain].Logits(PictureFeatures.Of(_model, pictures, cancellation));
        return [.. logits.argmax(1).cpu().data<long>().ToArray().Select(i => Labels[domain][(int)i])];
    }

    public void Dispose()
    {
        foreach (var classifier in _classifiers.Values) classifier.Dispose();
        _model.Dispose();
    }
}

/// <summary>CLIP's features of generated pictures.</summary>
internal static class PictureFeatures
{
    /// <summary>Features of length one, <c>[pictures, embed]</c>, on the model's device.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pictures">uint8 <c>[pictures, 3, height, width]</c>.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public static Tensor Of(ClipModel model, Tensor pictures, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var size = model.Config.Vision.ImageSize;
        var inputs = Enumerable.Range(0, (int)pictures.shape[0]).Select(i => Input(RgbTensors.Image(pictures, i), size)).ToList();
        return FeatureEncoding.Encode(model.Visual, cat(inputs, 0), model.LogitScale.device, cancellation: cancellation).MoveToOuterDisposeScope();
    }

    private static Tensor Input(RgbImage picture, int size)
    {
        return tensor(new ClipTransform(size).Apply(picture.ToPng()), [1, 3, size, size]);
    }
}
