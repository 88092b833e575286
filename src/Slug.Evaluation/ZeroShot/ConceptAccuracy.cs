using static TorchSharp.torch;

namespace Slug.Evaluation.ZeroShot;

/// <summary>What a model still knows of a concept, and of all others.</summary>
/// <param name="Forget">FA@1 and FA@5: the concept's own images against all names.</param>
/// <param name="Retained">The other names' images against all names.</param>
public sealed record ConceptAccuracy(TopKAccuracy Forget, TopKAccuracy Retained)
{
    /// <summary>Splits the images' accuracy by whether they show the concept.</summary>
    /// <param name="classifier">The classifier over all names.</param>
    /// <param name="imageFeatures">Features of length one, <c>[images, embed]</c>.</param>
    /// <param name="labels">The class of each image.</param>
    /// <param name="concept">The concept's class.</param>
    /// <exception cref="ArgumentException">No image shows the concept, or all do.</exception>
    public static ConceptAccuracy Of(ZeroShotClassifier classifier, Tensor imageFeatures, IReadOnlyList<int> labels, int concept)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(imageFeatures);
        ArgumentNullException.ThrowIfNull(labels);
        using var logits = classifier.Logits(imageFeatures);
        return new ConceptAccuracy(Part(own: true), Part(own: false));

        TopKAccuracy Part(bool own)
        {
            var rows = Enumerable.Range(0, labels.Count).Where(i => (labels[i] == concept) == own).ToArray();
            if (rows.Length == 0)
                throw new ArgumentException($"{(own ? "No" : "Every")} image shows '{classifier.Names[concept]}', so its accuracy cannot be told from the others'.", nameof(labels));
            using var index = tensor(rows.Select(i => (long)i).ToArray(), device: logits.device);
            using var part = logits.index_select(0, index);
            return TopKAccuracy.Of(part, [.. rows.Select(i => labels[i])]);
        }
    }
}
