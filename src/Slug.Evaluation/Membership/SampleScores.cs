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

    /// <summary>
    /// The contrastive loss of each pair within its batch: the mean of its cross entropies image to text and text to image among the batch's pairs. A
    /// batch's mean is CLIP's loss. A smaller last batch is kept; alone in it, a pair has the loss 0.
    /// </summary>
    /// <param name="images">Image features of length one, <c>[pairs, embed]</c>.</param>
    /// <param name="captions">Caption features of length one, <c>[pairs, embed]</c>; row i belongs to image i.</param>
    /// <param name="logitScale">The logarithm of the logits' scale, a scalar.</param>
    /// <param name="batchSize">Pairs a batch, cut in their order.</param>
    /// <exception cref="ArgumentException">The features do not belong together.</exception>
    public static IReadOnlyList<double> ContrastiveLosses(Tensor images, Tensor captions, Tensor logitScale, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(captions);
        ArgumentNullException.ThrowIfNull(logitScale);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (images.shape[0] != captions.shape[0]) throw new ArgumentException($"{images.shape[0]} images have {captions.shape[0]} captions.", nameof(captions));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var scaled = images.mul(logitScale.to_type(images.dtype).exp());
        var losses = new List<double>();
        for (long start = 0; start < images.shape[0]; start += batchSize)
        {
            using var inner = NewDisposeScope();
            var count = Math.Min(batchSize, images.shape[0] - start);
            var (left, right) = (scaled.narrow(0, start, count), captions.narrow(0, start, count));
            var logits = left.matmul(right.t());
            // Of the matrix itself: a product taken otherwise rounds otherwise, and a loss near zero is the difference of the two.
            var matched = logits.gather(1, arange(count, dtype: ScalarType.Int64, device: logits.device).unsqueeze(1)).squeeze(1);
            losses.AddRange(Numbers(logits.logsumexp(1).add(logits.logsumexp(0)).div(2).sub(matched)));
        }

        return losses;
    }

    private static double[] Numbers(Tensor values) => [.. values.to_type(ScalarType.Float64).cpu().contiguous().data<double>()];
}
