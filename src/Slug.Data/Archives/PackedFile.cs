using System.IO.Compression;
using ICSharpCode.SharpZipLib.Lzw;
using ZstdSharp;

namespace Slug.Data.Archives;

/// <summary>Opens files that may be packed. The first bytes decide, not the name: people rename files, and a store has no names.</summary>
internal static class PackedFile
{
    private const int BufferBytes = 1 << 18;

    private static ReadOnlySpan<byte> Gzip => [0x1F, 0x8B];

    private static ReadOnlySpan<byte> Compress => [0x1F, 0x9D];

    private static ReadOnlySpan<byte> Zstandard => [0x28, 0xB5, 0x2F, 0xFD];

    private static ReadOnlySpan<byte> Xz => [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    /// <summary>The file's bytes, unpacked where it is packed with gzip, bzip2, zstd or compress; small reads are cheap.</summary>
    /// <exception cref="InvalidDataException">It is packed in another way.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Stream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
        try
        {
            return Unpacked(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Stream Unpacked(FileStream file, string path)
    {
        Span<byte> head = stackalloc byte[6];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        head = head[..read];
        if (head.StartsWith(Gzip))
            return new BufferedStream(new GZipStream(file, CompressionMode.Decompress), BufferBytes);
        if (head.StartsWith("BZh"u8))
            return new BufferedStream(new BZip2Streams(file), BufferBytes);
        if (head.StartsWith(Compress))
            return new BufferedStream(new LzwInputStream(file), BufferBytes);
        if (head.StartsWith(Zstandard))
            return new BufferedStream(new DecompressionStream(file, leaveOpen: false), BufferBytes);
        if (head.StartsWith(Xz))
            throw new InvalidDataException($"{path} is packed with xz, which is not read. Unpack it first: xz --decompress --keep {Path.GetFileName(path)}.");
        if (head.StartsWith("LZIP"u8))
            throw new InvalidDataException($"{path} is packed with lzip, which is not read. Unpack it first: lzip --decompress --keep {Path.GetFileName(path)}.");
        return file;
    }
}
