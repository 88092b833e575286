namespace Slug.Data.WebDataset;

/// <summary>The paths that a tar may hold, and how webdataset reads them.</summary>
internal static class TarPaths
{
    /// <summary>What the user shall do about an archive with an entry that is refused.</summary>
    public const string WhatNext = "Get the archive from its publisher again; if that one is the same, pack the files anew.";

    /// <summary>The path in its plain form, or an exception if unpacking it could write outside the folder it is unpacked in.</summary>
    /// <exception cref="InvalidDataException">The path is empty, absolute, or has a <c>..</c> in it.</exception>
    public static string Require(string path, string source)
    {
        var plain = path.Replace('\\', '/');
        while (plain.StartsWith("./", StringComparison.Ordinal))
            plain = plain[2..];
        var reason =
            plain.Length == 0 || plain.Contains('\0') ? "is not a path"
            : plain[0] == '/' || (plain.Length > 1 && plain[1] == ':') ? "is absolute"
            : plain.Split('/').Contains("..") ? "leads out of the archive"
            : null;
        return reason is null ? plain : throw new InvalidDataException($"{source}: the entry path '{path}' {reason}; refused. {WhatNext}");
    }

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
}
