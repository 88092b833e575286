namespace Slug.Data.WebDataset;

/// <summary>How webdataset takes file names apart.</summary>
internal static class SampleNames
{
    private static readonly string[] Pictures = ["png", "jpg", "jpeg", "webp"];

    /// <summary>The endings of pictures, the preferred first.</summary>
    public static IReadOnlyList<string> PictureEndings => Pictures;

    /// <summary>
    /// A file's sample key and member name: webdataset splits at the first dot of the file name, so <c>a/b.seg.png</c> is the
    /// member <c>seg.png</c> of the sample <c>a/b</c>. Null for files that belong to no sample (no dot, or nothing before it).
    /// </summary>
    public static (string Key, string Extension)? Split(string path)
    {
        var nameStart = path.LastIndexOf('/') + 1;
        var dot = path.IndexOf('.', nameStart);
        return dot <= nameStart || dot == path.Length - 1 ? null : (path[..dot], path[(dot + 1)..]);
    }

    /// <summary>Whether a member is a picture with a further name before its ending, such as <c>left.jpg</c>.</summary>
    public static bool IsNamedPicture(string extension) => extension.Contains('.') && IsPicture(LastOf(extension));

    /// <summary>Whether an ending is that of a picture.</summary>
    public static bool IsPicture(string ending) => Pictures.Contains(ending, StringComparer.OrdinalIgnoreCase);

    /// <summary>What stands behind the last dot.</summary>
    public static string LastOf(string extension) => extension[(extension.LastIndexOf('.') + 1)..];
}
