using static TorchSharp.torch;

namespace Slug.Models.Pretraining;

/// <summary>
/// The image-text pairs of a training set, in memory. Several pairs may share an image: one picture has many captions.
/// </summary>
public sealed class TrainingPairs : IDisposable
{
    /// <summary>Makes a set and checks that its parts belong together.</summary>
    /// <param name="images">Bytes, uint8 <c>[images, 3, height, width]</c>; the set owns and disposes them.</param>
    /// <param name="imageOf">The image of each pair.</param>
    /// <param name="captions">The token ids of each pair's caption, start and end included; zeros behind the end are dropped.</param>
    /// <param name="groups">What each pair shows, such as the id of its name: a batch never holds two pairs of a group, so that no
    /// caption of a batch fits another's image.</param>
    /// <exception cref="ArgumentException">Lists everything that does not fit.</exception>
    public TrainingPairs(Tensor images, IReadOnlyList<int> imageOf, IReadOnlyList<long[]> captions, IReadOnlyList<int> groups)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(imageOf);
        ArgumentNullException.ThrowIfNull(captions);
        ArgumentNullException.ThrowIfNull(groups);
        var problems = new List<string>();
        if (images.dtype != ScalarType.Byte || images.dim() != 4 || images.shape[1] != 3)
            problems.Add($"images are {images.dtype} [{string.Join(", ", images.shape)}], not bytes [images, 3, height, width].");
        else if (imageOf.FirstOrDefault(i => i < 0 || i >= images.shape[0], -1) is var wrong && imageOf.Any(i => i < 0 || i >= images.shape[0]))
            problems.Add($"a pair names image {wrong}, there are {images.shape[0]}.");
        if (imageOf.Count == 0) problems.Add("there are no pairs.");
        if (captions.Count != imageOf.Count || groups.Count != imageOf.Count)
            problems.Add($"{imageOf.Count} pairs have {captions.Count} captions and {groups.Count} groups.");
        if (captions.Any(c => c.Length == 0)) problems.Add("a caption has no tokens.");
        if (problems.Count > 0) throw new ArgumentException("The training pairs do not fit together: " + string.Join(" ", problems));
        Images = images;
        ImageOf = imageOf;
        Captions = [.. captions.Select(WithoutPadding)];
        Groups = groups;
    }

    /// <summary>The images, uint8 <c>[images, 3, height, width]</c>.</summary>
    public Tensor Images { get; }

    /// <summary>The image of each pair.</summary>
    public IReadOnlyList<int> ImageOf { get; }

    /// <summary>The caption of each pair, cut behind its end token.</summary>
    public IReadOnlyList<long[]> Captions { get; }

    /// <summary>The group of each pair.</summary>
    public IReadOnlyList<int> Groups { get; }

    /// <summary>The number of pairs.</summary>
    public int Count => ImageOf.Count;

    /// <summary>Disposes the images.</summary>
    public void Dispose() => Images.Dispose();

    /// <summary>The end token is the largest id, so everything behind the first largest is padding.</summary>
    private static long[] WithoutPadding(long[] caption) => caption[..(Array.IndexOf(caption, caption.Max()) + 1)];
}
