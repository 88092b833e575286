using static TorchSharp.torch;

namespace Slug.Evaluation.Membership;

/// <summary>The numbers, one a sample, from which a membership attack guesses whether the model was trained on it (METHOD section 4).</summary>
public static class SampleScores
{
    /// <summary>The distance <c>1 − cos</c> of each image from its caption.</summary>
    /// <param name="images">Image features of length one, <c>[samples, embed]</c>.</param>
    /// <param name="captions">Caption features of length one, <c>[samples, embed]</c>.</param>
    public static IReadOnlyList<double> Distances(Tensor images, Tensor captions)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(captions);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return Numbers(1 - images.mul(captions).sum([1]));
    }

    /// <summary>The cross-entropy of each image's right class under the zero-shot classifier.</summary>
    /// <param name="logits">Logits over the classes, <c>[samples, classes]</c>.</param>
    /// <param name="labels">The right classes.</param>
    public static IReadOnlyList<double> Losses(Tensor logits, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var right = tensor(labels.Select(l => (long)l).ToArray(), device: logits.device).unsqueeze(1);
        return Numbers(logits.logsumexp(1).sub(logits.gather(1, right).squeeze(1)));
    }

    private static double[] Numbers(Tensor values) => [.. values.to_type(ScalarType.Float64).cpu().contiguous().data<double>()];
}
