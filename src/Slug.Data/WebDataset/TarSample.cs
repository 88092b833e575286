using System.Globalization;
using System.Text;

namespace Slug.Data.WebDataset;

/// <summary>One sample of a webdataset shard: the files that share a key, e.g. <c>000012.png</c>, <c>000012.txt</c>.</summary>
/// <param name="Key">The path up to the first dot of the file name, e.g. <c>000012</c>.</param>
/// <param name="Members">The files in shard order, by extension without the leading dot.</param>
public sealed record TarSample(string Key, IReadOnlyList<KeyValuePair<string, byte[]>> Members)
{
    private static readonly string[] ImageExtensions = ["png", "jpg", "jpeg", "webp"];

    /// <summary>An image with its caption, and what else is known about it as JSON.</summary>
    public static TarSample ImageText(string key, string imageExtension, byte[] image, string caption, byte[]? json = null)
    {
        List<KeyValuePair<string, byte[]>> members = [new(imageExtension, image), new("txt", Encoding.UTF8.GetBytes(caption))];
        if (json is not null)
            members.Add(new("json", json));
        return new TarSample(key, members);
    }

    /// <summary>The caption (member <c>txt</c>, UTF-8), or null where the sample has none.</summary>
    public string? Caption => Find("txt") is { } bytes ? Encoding.UTF8.GetString(bytes).Trim() : null;

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

    /// <summary>The encoded image (the first of png, jpg, jpeg, webp that the sample has), or null.</summary>
    public byte[]? Image => ImageExtensions.Select(Find).FirstOrDefault(bytes => bytes is not null);

    /// <summary>The bytes of the member with that extension, or null.</summary>
    public byte[]? Find(string extension)
    {
        foreach (var (name, bytes) in Members)
            if (string.Equals(name, extension, StringComparison.OrdinalIgnoreCase))
                return bytes;
        return null;
    }
}
