using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Files;

/// <summary>Hashes files as fast as it goes: buffers that stay in the processor's cache, no intermediate stream.</summary>
public static class FileHasher
{
    private const int BufferSize = 256 * 1024;

    /// <summary>SHA-256 of a file's bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops between two buffers.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Digest Hash(string path, CancellationToken cancellation = default) => Sum(path, cancellation).Digest;

    /// <summary>SHA-256 of a file's bytes, and their quick sum by the way.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops between two buffers.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FileSum Sum(string path, CancellationToken cancellation = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var quick = Read(path, hash, cancellation);
        Span<byte> digest = stackalloc byte[Digest.Size];
        hash.GetHashAndReset(digest);
        return new FileSum(new Digest(digest), quick);
    }

    /// <summary>The quick sum of a file's bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops between two buffers.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ulong Quick(string path, CancellationToken cancellation = default) => Read(path, null, cancellation);

    private static ulong Read(string path, IncrementalHash? hash, CancellationToken cancellation)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(RandomAccess.GetLength(file) + 1, 4096, BufferSize));
        try
        {
            var quick = new QuickSum();
            for (long offset = 0; ;)
            {
                cancellation.ThrowIfCancellationRequested();
                var filled = Fill(file, buffer, offset);
                if (filled == 0)
                    return quick.Value;
                hash?.AppendData(buffer, 0, filled);
                quick.Append(buffer.AsSpan(0, filled));
                offset += filled;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A network file system may give fewer bytes than asked for in the middle of a file.
    private static int Fill(SafeFileHandle file, byte[] buffer, long offset)
    {
        var filled = 0;
        int read;
        while (filled < buffer.Length && (read = RandomAccess.Read(file, buffer.AsSpan(filled), offset + filled)) > 0)
            filled += read;
        return filled;
    }
}
