using static TorchSharp.torch;

namespace Slug.Evaluation.ZeroShot;

/// <summary>Top-1 and top-5 accuracy, as shares in 0..1.</summary>
/// <param name="Top1">How often the right class has the largest logit.</param>
/// <param name="Top5">How often it is among the five largest; among all where there are fewer classes.</param>
/// <param name="Count">The number of images.</param>
public sealed record TopKAccuracy(double Top1, double Top5, int Count)
{
    /// <summary>Counts over logits <c>[images, classes]</c>.</summary>
    /// <param name="logits">The logits.</param>
    /// <param name="labels">The right class of each image.</param>
    /// <exception cref="ArgumentException">There are no images, or not one label per image.</exception>
    public static TopKAccuracy Of(Tensor logits, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count == 0 || logits.shape[0] != labels.Count)
            throw new ArgumentException($"{logits.shape[0]} images have {labels.Count} labels; there must be one each, and at least one image.", nameof(labels));
        var classes = logits.shape[1];
        if (labels.Any(l => l < 0 || l >= classes)) throw new ArgumentException($"A label is not one of the {classes} classes.", nameof(labels));
        using var scope = NewDisposeScope();
        var (_, best) = logits.detach().cpu().topk((int)Math.Min(5, classes), 1);
        var first = best.shape[1];
        var ranked = best.contiguous().data<long>().ToArray();
        int top1 = 0, top5 = 0;
        for (var i = 0; i < labels.Count; i++)
        {
            var rank = Array.IndexOf(ranked, labels[i], (int)(i * first), (int)first) - (i * first);
            if (rank == 0) top1++;
            if (rank >= 0) top5++;
        }

        return new TopKAccuracy((double)top1 / labels.Count, (double)top5 / labels.Count, labels.Count);
    }
}
