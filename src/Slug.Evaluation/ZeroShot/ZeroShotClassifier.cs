using Slug.Models.Clip;
using Slug.Models.Numbers;
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

/// <summary>Top-1 and top-5 accuracy, as shares in 0..1.</summary>
/// <param name="Top1">How often the right class has the largest logit.</param>
/// <param name="Top5">How often it is among the five largest; among all where there are fewer classes.</param>
/// <param name="Count">The number of images.</param>
public sealed record TopKAccuracy(double Top1, double Top5, int Count)
{
    private const int Top1Ranks = 1, Top5Ranks = 5;

    /// <summary>Counts over logits <c>[images, classes]</c>.</summary>
    /// <param name="logits">The logits.</param>
    /// <param name="labels">The right class of each image.</param>
    /// <exception cref="ArgumentException">There are no images, or not one label per image.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is infinite or NaN.</exception>
    public static TopKAccuracy Of(Tensor logits, IReadOnlyList<int> labels)
    {
        var ranks = Ranks(logits, labels);
        return new TopKAccuracy(Share(ranks, Top1Ranks), Share(ranks, Top5Ranks), labels.Count);
    }

    /// <summary>The mean over classes of each class's own accuracy, so that a class with many images counts no more than one with few.</summary>
    /// <param name="logits">The logits, <c>[images, classes]</c>.</param>
    /// <param name="labels">The right class of each image; classes without one do not count.</param>
    /// <exception cref="ArgumentException">There are no images, or not one label per image.</exception>
    public static TopKAccuracy MeanOverClasses(Tensor logits, IReadOnlyList<int> labels)
    {
        var classes = Ranks(logits, labels).Zip(labels).GroupBy(image => image.Second, image => image.First).Select(ranks => ranks.ToArray()).ToList();
        return new TopKAccuracy(classes.Average(ranks => Share(ranks, Top1Ranks)), classes.Average(ranks => Share(ranks, Top5Ranks)), labels.Count);
    }

    private static double Share(int[] ranks, int best) => (double)ranks.Count(rank => rank < best) / ranks.Length;

    /// <summary>How many classes have a larger logit than the right one, for each image; five stands for more.</summary>
    private static int[] Ranks(Tensor logits, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count == 0 || logits.shape[0] != labels.Count)
            throw new ArgumentException($"{logits.shape[0]} images have {labels.Count} labels; there must be one each, and at least one image.", nameof(labels));
        var classes = logits.shape[1];
        if (labels.Any(l => l < 0 || l >= classes)) throw new ArgumentException($"A label is not one of the {classes} classes.", nameof(labels));
        using var scope = NewDisposeScope();
        // Among such numbers no name is first: a broken model would pass for one that has forgotten.
        FiniteNumbers.Require(logits, "similarities of pictures and class names");
        var (_, best) = logits.detach().cpu().topk((int)Math.Min(Top5Ranks, classes), 1);
        var first = (int)best.shape[1];
        var ranked = best.contiguous().data<long>().ToArray();
        var ranks = new int[labels.Count];
        for (var i = 0; i < ranks.Length; i++)
        {
            var place = Array.IndexOf(ranked, labels[i], i * first, first);
            ranks[i] = place < 0 ? Top5Ranks : place - (i * first);
        }

        return ranks;
    }
}
