using Slug.Basics;
using Slug.Data.WebDataset;

namespace Slug.Data.ImageNet;

/// <summary>A fixed part of the validation images: the paper measures on a twentieth of them.</summary>
public static class ImageNetSubset
{
    /// <summary>
    /// A seeded sample, without repetition, of the images that <see cref="ImageNetValidation"/> sorted, in the order of their paths. Each has its class,
    /// the index of its synset, and the class's name as caption. Files are read when their turn comes.
    /// </summary>
    /// <param name="folder">The folder of synsets.</param>
    /// <param name="classes">The names of the classes in the order of the sorted synsets.</param>
    /// <param name="share">The share of the images, above 0 and at most 1; at least one image is taken.</param>
    /// <param name="seed">Another seed takes other images.</param>
    /// <exception cref="InvalidDataException">There are more or fewer synsets than classes, or no images.</exception>
    public static IEnumerable<TarSample> Read(string folder, IReadOnlyList<string> classes, double share, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        string[] synsets = [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
        if (synsets.Length != classes.Count)
            throw new InvalidDataException($"{folder} has {synsets.Length} synsets, but there are {classes.Count} class names: the images or the list of names are not whole.");
        (int Class, string File)[] images = [.. synsets.SelectMany((synset, index) => Directory.GetFiles(Path.Combine(folder, synset))
            .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).Select(file => (index, file)))];
        if (images.Length == 0)
            throw new InvalidDataException($"{folder} holds no images.");

        var order = Enumerable.Range(0, images.Length).ToArray();
        SeededRandom.For(seed, "imagenet").Shuffle<int>(order);
        var count = Math.Max(1, (int)Math.Round(share * images.Length, MidpointRounding.AwayFromZero));
        return order.Take(count).Order().Select(i => Sample(folder, synsets[images[i].Class], images[i].File, images[i].Class, classes[images[i].Class]));
    }

    private static TarSample Sample(string folder, string synset, string file, int index, string name) =>
        TarSample.ImageText($"{synset}/{Path.GetFileNameWithoutExtension(file)}", "jpg", File.ReadAllBytes(Path.Combine(folder, synset, file)), name)
            .WithClass(index) with { Source = folder };
}
