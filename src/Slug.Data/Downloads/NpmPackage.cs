using Slug.Data.Archives;

namespace Slug.Data.Downloads;

/// <summary>One file of a package.</summary>
/// <param name="Path">Its path with forward slashes, as in the tarball (npm puts all under <c>package/</c>).</param>
/// <param name="Bytes">Its content.</param>
public sealed record PackageEntry(string Path, byte[] Bytes);

/// <summary>Reads files out of an npm tarball without unpacking it to disk.</summary>
public static class NpmPackage
{
    /// <summary>No file that we want is larger; a tarball that claims so is refused before memory is taken.</summary>
    public const long DefaultMaxEntryBytes = 256L << 20;

    /// <summary>What helps against a damaged package: nothing is gained by fetching anew what is as it was published.</summary>
    internal const string WhatNext =
        "Compare the package's checksum with the publisher's or the pinned one: if it is another, fetch the package again; if it is the same, the package was published so, and another version is needed.";

    /// <summary>
    /// Streams the entries whose path <paramref name="predicate"/> accepts, in the order of the tarball. Stop enumerating to stop
    /// decompressing.
    /// </summary>
    /// <exception cref="InvalidDataException">
    /// The tarball is damaged, or holds a link, an absolute path, a path that leads out of it, or an entry that is too large.
    /// </exception>
    public static IEnumerable<PackageEntry> ReadEntries(
        string tgzPath, Func<string, bool> predicate, long maxEntryBytes = DefaultMaxEntryBytes)
    {
        using var tar = TarEntryReader.Open(tgzPath);
        while (tar.MoveNext())
            if (predicate(tar.Path) && tar.ReadContent(maxEntryBytes) is { } bytes)
                yield return new PackageEntry(tar.Path, bytes);
        if (tar.Tear is { } tear)
            throw new InvalidDataException($"{tgzPath} is cut off: {tear}. {WhatNext}");
    }

    /// <summary>The content of one file of the tarball.</summary>
    /// <exception cref="FileNotFoundException">There is no such file in it.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="ReadEntries"/>.</exception>
    public static byte[] ReadEntry(string tgz, string path)
    {
        foreach (var entry in ReadEntries(tgz, candidate => candidate == path))
            return entry.Bytes;
        throw new FileNotFoundException($"{tgz} holds no file {path}.", path);
    }
}
