using System.Globalization;
using System.Text;

namespace Slug.Data.WebDataset;

/// <summary>One sample of a webdataset shard: the files that share a key, e.g. <c>000012.png</c>, <c>000012.txt</c>.</summary>
/// <param name="Key">The path up to the first dot of the file name, e.g. <c>000012</c>.</param>
/// <param name="Members">The files in shard order, by extension without the leading dot.</param>
public sealed record TarSample(string Key, IReadOnlyList<KeyValuePair<string, byte[]>> Members)
{
    private const int LongestExtension = 32;

    /// <summary>An image with its caption, and what else is known about it as JSON.</summary>
    public static TarSample ImageText(string key, string imageExtension, byte[] image, string caption, byte[]? json = null)
    {
        List<KeyValuePair<string, byte[]>> members = [new(imageExtension, image), new("txt", Encoding.UTF8.GetBytes(caption))];
        if (json is not null)
            members.Add(new("json", json));
        return new TarSample(key, members);
    }

    /// <summary>The archive or folder that it was read from; null where it was made.</summary>
    public string? Source { get; init; }

    /// <summary>The file that is its picture, with the archive: <c>a.tar: 000012.png</c>; null where it has none.</summary>
    public string? PictureFile => Pictures is [var picture, ..] ? $"{(Source is null ? "" : $"{Source}: ")}{Key}.{picture}" : null;

    /// <summary>The sample for messages: <c>The sample 000012 (a.tar: 000012.png)</c>.</summary>
    public string Place => $"The sample {Key}{((PictureFile ?? Source) is { } where ? $" ({where})" : "")}";

    /// <summary>Where its caption is.</summary>
    public ShardCaptions Captions { get; init; } = ShardCaptions.Usual;

    /// <summary>The caption, or null where the sample has none that can be read.</summary>
    public string? Caption => Captions.Of(this, out _);

    /// <summary>The class of the image (member <c>cls</c>, an index in ASCII as webdataset has it), or null where the sample has none.</summary>
    /// <exception cref="InvalidDataException">The member holds something else.</exception>
    public int? Class => Find("cls") is not { } bytes ? null
        : int.TryParse(Encoding.ASCII.GetString(bytes), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index
        : throw new InvalidDataException($"The sample {Key} has a class that is no number.");

    /// <summary>The sample with the class of its image.</summary>
    /// <param name="index">An index into the list of classes.</param>
    public TarSample WithClass(int index) =>
        this with { Members = [.. Members, new("cls", Encoding.ASCII.GetBytes(index.ToString(CultureInfo.InvariantCulture)))] };

    /// <summary>The member <c>json</c>, or null.</summary>
    public byte[]? Json => Find("json");

    /// <summary>The encoded image, see <see cref="Pictures"/>; or null.</summary>
    public byte[]? Image => Picture?.Value;

    /// <summary>
    /// The names of the members that are images, the one that is taken first: a plain one before one with a further name (<c>left.jpg</c>), of plain ones
    /// in the order png, jpg, jpeg, webp, of the others the first in the shard.
    /// </summary>
    public IReadOnlyList<string> Pictures =>
    [
        .. SampleNames.PictureEndings.SelectMany(ending => Members.Where(member => string.Equals(member.Key, ending, StringComparison.OrdinalIgnoreCase))).Select(member => member.Key),
        .. Members.Where(member => SampleNames.IsNamedPicture(member.Key)).Select(member => member.Key),
    ];

    /// <summary>The bytes of the member with that extension, or null.</summary>
    public byte[]? Find(string extension)
    {
        foreach (var (name, bytes) in Members)
            if (string.Equals(name, extension, StringComparison.OrdinalIgnoreCase))
                return bytes;
        return null;
    }

    /// <summary>
    /// The sample as it is written into a set of ours: as it is, or where others would not read it as we did (a caption elsewhere or not in UTF-8, an
    /// image with a further name), with the image and caption that were taken.
    /// </summary>
    internal TarSample Plain()
    {
        if (Captions == ShardCaptions.Usual && Members.All(IsPlain) && (Find("txt") is { } text ? TextFile.IsPlain(text) : Caption is null))
            return this;
        List<KeyValuePair<string, byte[]>> members = [];
        if (Picture is { } picture)
            members.Add(new(SampleNames.LastOf(picture.Key).ToLowerInvariant(), picture.Value));
        if (Caption is { } caption)
            members.Add(new("txt", Encoding.UTF8.GetBytes(caption)));
        members.AddRange(Members.Where(member => member.Key.ToLowerInvariant() is "json" or "cls"));
        return new TarSample(Key, members) { Source = Source };
    }

    private KeyValuePair<string, byte[]>? Picture
    {
        get
        {
            if (Pictures is not [var name, ..])
                return null;
            return Members.First(member => member.Key == name);
        }
    }

    private static bool IsPlain(KeyValuePair<string, byte[]> member) => member.Key.Length <= LongestExtension && member.Key.All(char.IsAsciiLetterOrDigit);
}
