using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Files;

/// <summary>Hashes files as fast as it goes: buffers that stay in the processor's cache, no intermediate stream.</summary>
public static class FileHasher
{
    private const int BufferSize = 256 * 1024;

    // Shorter files are read by one core: to ask a second one costs as much.
    private const int SmallestPart = 2 << 20;

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
        using var file = Open(path);
        var quick = Read(file, 0, long.MaxValue, hash, cancellation).Sum.Value;
        Span<byte> digest = stackalloc byte[Digest.Size];
        hash.GetHashAndReset(digest);
        return new FileSum(new Digest(digest), quick);
    }

    /// <summary>The quick sum of a file's bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Stops between two buffers.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ulong Quick(string path, CancellationToken cancellation = default)
    {
        using var file = Open(path);
        var parts = (int)Math.Min(Environment.ProcessorCount, RandomAccess.GetLength(file) / SmallestPart);
        if (parts < 2)
            return Read(file, 0, long.MaxValue, null, cancellation).Sum.Value;

        // Its parts are read by all cores; the last goes to the end, wherever that is by now.
        var step = RandomAccess.GetLength(file) / parts / BufferSize * BufferSize;
        var sums = new (QuickSum Sum, long Length)[parts];
        ParallelWork.For(parts, cancellation, i => sums[i] = Read(file, i * step, i + 1 < parts ? step : long.MaxValue, null, cancellation));
        if (sums.SkipLast(1).Any(part => part.Length != step))
            return Read(file, 0, long.MaxValue, null, cancellation).Sum.Value;
        var whole = new QuickSum();
        foreach (var (sum, _) in sums)
            whole.Append(sum);
        return whole.Value;
    }

    private static SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);

    private static (QuickSum Sum, long Length) Read(SafeFileHandle file, long start, long length, IncrementalHash? hash, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(RandomAccess.GetLength(file) + 1, 4096, BufferSize));
        try
        {
            var (quick, done) = (new QuickSum(), 0L);
            while (done < length)
            {
                cancellation.ThrowIfCancellationRequested();
                var filled = Fill(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - done)), start + done);
                if (filled == 0)
                    break;
                hash?.AppendData(buffer, 0, filled);
                quick.Append(buffer.AsSpan(0, filled));
                done += filled;
            }
            return (quick, done);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A network file system may give fewer bytes than asked for in the middle of a file.
    private static int Fill(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        var filled = 0;
        int read;
        while (filled < buffer.Length && (read = RandomAccess.Read(file, buffer[filled..], offset + filled)) > 0)
            filled += read;
        return filled;
    }
}
