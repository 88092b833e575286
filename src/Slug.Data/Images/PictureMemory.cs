using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Slug.Data.Images;

/// <summary>
/// Remembers what encoded images become under CLIP's evaluation preprocessing, so that a process decodes none twice: the epochs of a method, the searches for
/// several concepts and the evaluation of several models look at the same ones. Pixels are kept as bytes, a quarter of the tensor, from which they are
/// normalised again; no result depends on what is remembered.
/// </summary>
/// <remarks>
/// What came first stays: passes over a set larger than the memory would drive each image out just before it is asked for again if the latest stayed.
/// </remarks>
public sealed class PictureMemory
{
    private readonly ConcurrentDictionary<Key, byte[]> _pictures = new();
    private long _limit;
    private long _held;

    /// <summary>An empty memory.</summary>
    /// <param name="limit">The most to hold, in bytes; 0 remembers nothing.</param>
    public PictureMemory(long limit) => Limit = limit;

    /// <summary>The most that pixels may take, in bytes. Lowered below what is held, it empties the memory.</summary>
    public long Limit
    {
        get => Interlocked.Read(ref _limit);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Interlocked.Exchange(ref _limit, value);
            if (Held <= value) return;
            foreach (var key in _pictures.Keys)
                if (_pictures.TryRemove(key, out var pixels)) Interlocked.Add(ref _held, -pixels.Length);
        }
    }

    /// <summary>What the pixels take, in bytes.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>The pixels of an image, <c>[height, width, 3]</c>: remembered, or made now.</summary>
    /// <param name="encoded">The image file.</param>
    /// <param name="size">The side to which it is preprocessed.</param>
    /// <param name="decode">Decodes and resizes it.</param>
    internal ReadOnlySpan<byte> Pixels(ReadOnlySpan<byte> encoded, int size, Func<ReadOnlySpan<byte>, byte[]> decode)
    {
        var length = 3 * size * size;
        if (length > Limit) return decode(encoded);
        var key = Key.Of(encoded, size);
        if (_pictures.TryGetValue(key, out var known)) return known;
        var pixels = decode(encoded);
        if (Interlocked.Add(ref _held, length) > Limit || !_pictures.TryAdd(key, pixels)) Interlocked.Add(ref _held, -length);
        return pixels;
    }

    /// <summary>An image file by its content, and a size: half of its SHA-256 is as good as all of it where nobody gains by a collision.</summary>
    private readonly record struct Key(UInt128 Content, int Size)
    {
        public static Key Of(ReadOnlySpan<byte> encoded, int size)
        {
            Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(encoded, digest);
            return new Key(MemoryMarshal.Read<UInt128>(digest), size);
        }
    }
}
