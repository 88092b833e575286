using System.IO.Compression;
using Slug.Data.Archives;

namespace Slug.Data.Canvas;

/// <summary>Walks the files of a data set that is a folder, a zip or a tar, packed or not. Archives are not unpacked: no path of theirs becomes a path on disk.</summary>
internal static class CanvasFiles
{
    private const int MostPictureBytes = 64 << 20;

    /// <summary>The files below the root, by name; of an archive in its own order.</summary>
    /// <param name="source">The folder or archive; what it is, its first bytes say.</param>
    /// <returns>Paths with forward slashes, and what reads the file; of an archive it serves until the next one is asked for.</returns>
    /// <exception cref="InvalidDataException">The archive is damaged, or holds a file of more than 64 MB that is read.</exception>
    public static IEnumerable<(string Path, Func<byte[]> Read)> Walk(string source)
    {
        if (Directory.Exists(source)) return Folder(source);
        if (!File.Exists(source)) throw new InvalidDataException($"{source} is not there: name the folder of pictures by style and object, or a tar or zip of it.");
        Span<byte> head = stackalloc byte[2];
        using (var file = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, 1)) file.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        return head.SequenceEqual("PK"u8) ? Zip(source) : Tar(source);
    }

    /// <summary>The names alone, one after the other as they are found.</summary>
    /// <param name="source">The folder or archive.</param>
    /// <exception cref="InvalidDataException">The archive is damaged.</exception>
    public static IEnumerable<string> Names(string source) => Directory.Exists(source) ? FilesBelow(source).Select(path => NameIn(source, path)) : Walk(source).Select(file => file.Path);

    private static IEnumerable<(string, Func<byte[]>)> Folder(string root)
    {
        foreach (var path in FilesBelow(root).Order(StringComparer.Ordinal))
            yield return (NameIn(root, path), () => File.ReadAllBytes(path));
    }

    private static IEnumerable<string> FilesBelow(string root) =>
        Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, MaxRecursionDepth = 8 });

    private static string NameIn(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    private static IEnumerable<(string, Func<byte[]>)> Zip(string source)
    {
        using var zip = Guard(source, () => ZipFile.OpenRead(source));
        foreach (var entry in zip.Entries.Where(e => !e.FullName.EndsWith('/')))
            yield return (entry.FullName.Replace('\\', '/'), () => Guard(source, () => Unpacked(entry)));
    }

    private static IEnumerable<(string, Func<byte[]>)> Tar(string source)
    {
        using var tar = TarEntryReader.Open(source);
        while (tar.MoveNext())
        {
            yield return (tar.Path, () => tar.ReadContent(MostPictureBytes) ?? throw new InvalidDataException($"the archive breaks off in it: {tar.Tear}"));
        }

        if (tar.Tear is { } tear) throw new InvalidDataException($"{source} is neither a zip nor a whole tar: {tear}. Fetch it again.");
    }

    // What the headers say of the size is not trusted.
    private static byte[] Unpacked(ZipArchiveEntry entry)
    {
        using var packed = entry.Open();
        using var plain = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = packed.Read(buffer)) > 0;)
        {
            plain.Write(buffer, 0, read);
            if (plain.Length > MostPictureBytes) throw new InvalidDataException($"it unpacks to more than {MostPictureBytes} bytes; refused");
        }

        return plain.ToArray();
    }

    private static T Guard<T>(string source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException damaged)
        {
            throw new InvalidDataException($"{source}: {damaged.Message.TrimEnd('.')}. Fetch it again.", damaged);
        }
    }
}
