using System.IO.Compression;
using Slug.Data.Archives;

namespace Slug.Data.CelebA;

/// <summary>
/// Reads image files by their names out of a folder, a zip or a tar. Archives are not unpacked: no path of theirs becomes a path on disk.
/// </summary>
internal static class ImageArchive
{
    private const int MostImageBytes = 64 << 20;

    /// <summary>The files' contents by name.</summary>
    /// <param name="source">The folder or the archive; what it is, its first bytes say.</param>
    /// <param name="wanted">Plain file names. Those that are not there are missing in the result.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="InvalidDataException">The archive is damaged, holds a file twice, or one larger than 64 MB; or a file of the folder cannot be read.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(string source, IReadOnlySet<string> wanted, CancellationToken cancellation)
    {
        if (Directory.Exists(source))
            return FromFolder(source, wanted, cancellation);
        using (var file = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 18))
        {
            var isZip = file.ReadByte() == 'P' && file.ReadByte() == 'K';
            file.Position = 0;
            if (isZip)
                return FromZip(file, source, wanted, cancellation);
        }
        return FromTar(source, wanted, cancellation);
    }

    private static Dictionary<string, byte[]> FromFolder(string folder, IEnumerable<string> wanted, CancellationToken cancellation)
    {
        var found = new Dictionary<string, byte[]>();
        foreach (var name in wanted)
        {
            cancellation.ThrowIfCancellationRequested();
            if (File.Exists(Path.Combine(folder, name)))
                found.Add(name, ReadFile(Path.Combine(folder, name)));
        }
        return found;
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} cannot be read: {refused.Message.TrimEnd('.')}. Check who may read it, and the disk.", refused);
        }
    }

    private static Dictionary<string, byte[]> FromZip(Stream file, string source, IReadOnlySet<string> wanted, CancellationToken cancellation)
    {
        var found = new Dictionary<string, byte[]>();
        try
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in zip.Entries)
            {
                cancellation.ThrowIfCancellationRequested();
                var name = NameOf(entry.FullName);
                if (wanted.Contains(name))
                    Add(found, name, ReadEntry(entry, source), source);
            }
        }
        catch (InvalidDataException damaged) when (!damaged.Message.StartsWith(source, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{source} is no sound zip: {damaged.Message} Fetch it again.", damaged);
        }
        return found;
    }

    // What the headers say of the size is not trusted: at most the limit is unpacked.
    private static byte[] ReadEntry(ZipArchiveEntry entry, string source)
    {
        using var packed = entry.Open();
        using var plain = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = packed.Read(buffer)) > 0;)
        {
            plain.Write(buffer, 0, read);
            if (plain.Length > MostImageBytes)
                throw new InvalidDataException($"{source}: {entry.FullName} unpacks to more than {MostImageBytes} bytes; refused.");
        }
        return plain.Length == entry.Length
            ? plain.ToArray()
            : throw new InvalidDataException($"{source}: {entry.FullName} has {plain.Length} bytes, but {entry.Length} are announced. Fetch it again.");
    }

    private static Dictionary<string, byte[]> FromTar(string source, IReadOnlySet<string> wanted, CancellationToken cancellation)
    {
        var found = new Dictionary<string, byte[]>();
        using var tar = TarEntryReader.Open(source);
        while (tar.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            var name = NameOf(tar.Path);
            if (wanted.Contains(name) && tar.ReadContent(MostImageBytes) is { } bytes)
                Add(found, name, bytes, source);
        }
        return tar.Tear is { } tear ? throw new InvalidDataException($"{source} is neither a zip nor a whole tar: {tear}. Fetch it again.") : found;
    }

    private static string NameOf(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];

    private static void Add(Dictionary<string, byte[]> found, string name, byte[] bytes, string source)
    {
        if (!found.TryAdd(name, bytes))
            throw new InvalidDataException($"{source} holds {name} twice, in different folders; name an archive of img_align_celeba alone.");
    }
}
