using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Slug.Data.Archives;
using Slug.Data.MatFiles;

namespace Slug.Data.ImageNet;

/// <summary>Which synset (<c>n01440764</c> and so on) each validation image shows.</summary>
public sealed partial class ImageNetLabels
{
    private const string MetaFile = "data/meta.mat";
    private const string TruthFile = "data/ILSVRC2012_validation_ground_truth.txt";
    private const long MostBytes = 64L << 20;

    private readonly Dictionary<string, string> _synsets;

    private ImageNetLabels(Dictionary<string, string> synsets) => _synsets = synsets;

    /// <summary>The number of images.</summary>
    public int Count => _synsets.Count;

    /// <summary>
    /// The synsets in the order of their names. ImageNet's 1,000 classes are numbered so: the class with index i shows the i-th of them.
    /// </summary>
    public IReadOnlyList<string> Synsets => [.. _synsets.Values.Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The images' file names, in order.</summary>
    public IEnumerable<string> Images => _synsets.Keys.Order(StringComparer.Ordinal);

    /// <summary>The synset of an image, or null if it is not one of the set.</summary>
    public string? SynsetOf(string fileName) => _synsets.GetValueOrDefault(fileName);

    /// <summary>
    /// Reads the labels from what the user has: the devkit (<c>ILSVRC2012_devkit_t12.tar.gz</c>), or a list such as <c>valprep.sh</c> or
    /// Kaggle's <c>LOC_val_solution.csv</c>.
    /// </summary>
    /// <exception cref="InvalidDataException">It is neither, or damaged.</exception>
    public static ImageNetLabels Load(string path) =>
        IsArchive(path) ? FromDevkit(path) : FromList(path);

    /// <summary>
    /// Reads the devkit: line i of the ground truth is the number of the class of image i, and <c>meta.mat</c> tells the numbers' synsets (they are
    /// not numbered in the order that models use).
    /// </summary>
    /// <exception cref="InvalidDataException">A file is missing in it or damaged.</exception>
    public static ImageNetLabels FromDevkit(string path)
    {
        byte[]? meta = null;
        byte[]? truth = null;
        using (var tar = TarEntryReader.Open(path))
        {
            while ((meta is null || truth is null) && tar.MoveNext())
            {
                if (EndsWith(tar.Path, MetaFile))
                    meta = tar.ReadContent(MostBytes);
                else if (EndsWith(tar.Path, TruthFile))
                    truth = tar.ReadContent(MostBytes);
            }
            if (meta is null || truth is null)
                throw new InvalidDataException($"{path} {(tar.Tear is { } tear ? $"is cut off: {tear}" : $"holds no {(meta is null ? MetaFile : TruthFile)}")}. "
                    + "The file that is needed is ILSVRC2012_devkit_t12.tar.gz.");
        }
        var numbered = SynsetsByNumber(path, meta);
        var labels = new Dictionary<string, string>();
        foreach (var (index, line) in Encoding.ASCII.GetString(truth).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Index())
        {
            if (!int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !numbered.TryGetValue(number, out var synset))
                throw new InvalidDataException($"{path}: line {index + 1} of {TruthFile} is '{line}', which is no class of {MetaFile}.");
            labels.Add(string.Create(CultureInfo.InvariantCulture, $"ILSVRC2012_val_{index + 1:D8}.JPEG"), synset);
        }
        return new ImageNetLabels(labels);
    }

    /// <summary>
    /// Reads a list with an image and its synset on each line, in that order; other words, such as the <c>mv</c> of <c>valprep.sh</c>, are
    /// passed over, and so are lines without an image.
    /// </summary>
    /// <exception cref="InvalidDataException">No line names an image and its synset, or one names an image without a synset or again.</exception>
    public static ImageNetLabels FromList(string path)
    {
        var labels = new Dictionary<string, string>();
        if (ForeignFile.DescribeAt(path) is { } other)
            throw new InvalidDataException($"{path} is no list of labels: {other}");
        foreach (var (index, line) in TextFile.ReadLines(path).Index())
        {
            var found = ImageName().Match(line);
            if (!found.Success)
                continue;
            var image = found.Value + ".JPEG";
            var synset = SynsetName().Match(line, found.Index + found.Length);
            if (!synset.Success)
                throw new InvalidDataException($"{path}, line {index + 1}: the image {image} has no synset such as n01440764 behind it.");
            // Kaggle's list has a synset for each box, and all boxes of an image show the same.
            if (SynsetName().Matches(line, synset.Index).FirstOrDefault(further => further.Value != synset.Value) is { } second)
                throw new InvalidDataException($"{path}, line {index + 1}: the image {image} is in two synsets, {synset.Value} and {second.Value}.");
            if (!labels.TryAdd(image, synset.Value) && labels[image] != synset.Value)
                throw new InvalidDataException($"{path}, line {index + 1}: the image {image} is in two synsets, {labels[image]} and {synset.Value}.");
        }
        return labels.Count > 0
            ? new ImageNetLabels(labels)
            : throw new InvalidDataException($"{path} names no images: lines such as 'ILSVRC2012_val_00000001.JPEG n01751748' are expected.");
    }

    private static Dictionary<int, string> SynsetsByNumber(string path, byte[] meta)
    {
        try
        {
            if (MatFile.Read(meta).GetValueOrDefault("synsets") is not MatStructs synsets)
                throw new InvalidDataException("it has no records 'synsets'.");
            var numbered = new Dictionary<int, string>();
            foreach (var (number, name) in synsets.Field("ILSVRC2012_ID").Zip(synsets.Field("WNID")))
            {
                if (number is not MatNumbers { Values: [var id] } || name is not MatText { Text: var wnid } || SynsetName().Match(wnid).Length != wnid.Length)
                    throw new InvalidDataException("a synset has no number or no name such as n01440764.");
                numbered[(int)id] = wnid;
            }
            return numbered;
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidDataException($"{path}: {MetaFile} cannot be read: {damaged.Message} Fetch the devkit again.", damaged);
        }
    }

    // By its first bytes: in a store of files by content none keeps its name, and people unpack and pack again.
    private static bool IsArchive(string path)
    {
        var head = ForeignFile.HeadOf(path).AsSpan();
        return head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || head.StartsWith("BZh"u8) || (head.Length >= 262 && head[257..262].SequenceEqual("ustar"u8));
    }

    private static bool EndsWith(string path, string name) => path == name || path.EndsWith("/" + name, StringComparison.Ordinal);

    // Kaggle's list leaves the ending out.
    [GeneratedRegex(@"ILSVRC2012_val_\d{8}(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex ImageName();

    [GeneratedRegex(@"\bn\d{8}\b", RegexOptions.CultureInvariant)]
    private static partial Regex SynsetName();
}
