using static TorchSharp.torch;

namespace Slug.Evaluation.ZeroShot;

/// <summary>Images with the class of each.</summary>
public sealed class LabelledImages : IDisposable
{
    /// <summary>Makes a set; it owns and disposes the images.</summary>
    /// <param name="images">Normalised images <c>[images, 3, height, width]</c>.</param>
    /// <param name="labels">The class of each, an index into the classifier's names.</param>
    public LabelledImages(Tensor images, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        if (images.shape[0] != labels.Count) throw new ArgumentException($"{images.shape[0]} images have {labels.Count} labels.", nameof(labels));
        Images = images;
        Labels = labels;
    }

    /// <summary>The images, <c>[images, 3, height, width]</c>.</summary>
    public Tensor Images { get; }

    /// <summary>The class of each image.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>The indices of the images whose class passes a test.</summary>
    public IReadOnlyList<int> Where(Func<int, bool> label) => [.. Enumerable.Range(0, Labels.Count).Where(i => label(Labels[i]))];

    /// <summary>A copy of some of the images, with their labels.</summary>
    public LabelledImages Select(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        using var rows = tensor(indices.Select(i => (long)i).ToArray(), device: Images.device);
        return new LabelledImages(Images.index_select(0, rows), [.. indices.Select(i => Labels[i])]);
    }

    /// <summary>Disposes the images.</summary>
    public void Dispose() => Images.Dispose();
}
