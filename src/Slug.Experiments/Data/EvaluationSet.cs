using System.Globalization;
using Slug.Data.Images;
using Slug.Data.WebDataset;
using Slug.Evaluation.ZeroShot;
using static TorchSharp.torch;

namespace Slug.Experiments.Data;

/// <summary>
/// A webdataset tar of pictures with the class of each: member <c>cls</c> holds the class's index, as webdataset has it, or the caption is the
/// class's name. The labels are read at once, pictures are decoded when they are asked for: who finds their features kept needs none.
/// </summary>
public sealed class EvaluationSet
{
    private readonly IReadOnlyList<string> _names;

    private EvaluationSet(string tar, IReadOnlyList<int> labels, IReadOnlyList<string> names) => (Path, Labels, _names) = (tar, labels, names);

    /// <summary>The tar; in the store its path is that of its content.</summary>
    public string Path { get; }

    /// <summary>The class of each picture, in the order of the tar.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Reads the labels.</summary>
    /// <param name="tar">The tar.</param>
    /// <param name="names">The classes.</param>
    /// <exception cref="InvalidDataException">There is no picture, or one shows what is no class.</exception>
    public static EvaluationSet Open(string tar, IReadOnlyList<string> names)
    {
        var classes = names.Index().DistinctBy(c => c.Item).ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
        int[] labels = [.. TarShardReader.Read(tar).Select(sample => Label(sample, classes, names.Count))];
        return labels.Length > 0 ? new EvaluationSet(tar, labels, names) : throw new InvalidDataException($"{tar} holds no pictures.");
    }

    /// <summary>Decodes the pictures through CLIP's evaluation preprocessing, on several threads.</summary>
    /// <param name="imageSize">The side of the model's input, in pixels.</param>
    /// <param name="memory">Remembers what pictures became; null decodes them all.</param>
    /// <param name="cancellation">Stops the decoding.</param>
    /// <param name="which">Only pictures of these classes; null for all.</param>
    /// <exception cref="InvalidDataException">A picture cannot be read, or there is none of those classes.</exception>
    public LabelledImages Load(int imageSize, PictureMemory? memory, CancellationToken cancellation, Func<int, bool>? which = null)
    {
        int[] rows = [.. Enumerable.Range(0, Labels.Count).Where(i => which?.Invoke(Labels[i]) ?? true)];
        if (rows.Length == 0) throw new InvalidDataException($"{Path} holds no pictures of {Asked(which)}.");
        var samples = TarShardReader.Read(Path).Where((_, i) => which?.Invoke(Labels[i]) ?? true);
        var options = new ImageBatchOptions { BatchSize = FeatureEncoding.DefaultBatch };
        using var scope = NewDisposeScope();
        // Filled batch by batch: the whole set stands in memory once.
        var images = empty([rows.Length, 3, imageSize, imageSize]);
        var at = 0L;
        foreach (var batch in ImageBatches.Read(samples, new ClipTransform(imageSize, memory), options, cancellation))
        {
            using var part = tensor(batch.Pixels, [batch.Count, 3, imageSize, imageSize]);
            using var place = images.narrow(0, at, batch.Count);
            place.copy_(part);
            at += batch.Count;
        }

        return new LabelledImages(images.DetachFromDisposeScope(), [.. rows.Select(i => Labels[i])]);
    }

    /// <summary>The place of the first picture of a class in the tar.</summary>
    /// <param name="label">The class.</param>
    /// <exception cref="InvalidDataException">No picture shows it.</exception>
    public int FirstOf(int label)
    {
        for (var row = 0; row < Labels.Count; row++)
            if (Labels[row] == label) return row;
        throw new InvalidDataException($"{Path} holds no picture of '{_names[label]}'.");
    }

    /// <summary>The first picture of a class as it is, for a figure.</summary>
    /// <param name="label">The class.</param>
    /// <exception cref="InvalidDataException">No picture shows it, or it cannot be read.</exception>
    public RgbImage First(int label)
    {
        var sample = TarShardReader.Read(Path).ElementAt(FirstOf(label));
        try
        {
            return RgbImage.Load(sample.Image ?? throw new InvalidDataException("it has no image."));
        }
        catch (InvalidDataException failure)
        {
            throw new InvalidDataException($"{sample.Place}: {failure.Message}", failure);
        }
    }

    /// <summary>What was asked for and is not there, for a message.</summary>
    private string Asked(Func<int, bool>? which)
    {
        var asked = _names.Where((_, label) => which?.Invoke(label) ?? true).ToList();
        return asked.Count == 1 ? $"'{asked[0]}'" : $"any of the {asked.Count} classes asked for";
    }

    private static int Label(TarSample sample, Dictionary<string, int> classes, int count)
    {
        if (sample.Find("cls") is { } cls)
        {
            return int.TryParse(cls, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < count
                ? index
                : throw new InvalidDataException($"The sample {sample.Key} is of class '{System.Text.Encoding.UTF8.GetString(cls)}', and there are {count} classes.");
        }

        var name = sample.Caption ?? throw new InvalidDataException($"The sample {sample.Key} has neither a class nor a caption.");
        return classes.TryGetValue(name, out var label) ? label : throw new InvalidDataException($"The sample {sample.Key} shows '{name}', which is no class.");
    }
}
