using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Slug.Data;

/// <summary>
/// A random number generator with a fixed, published algorithm (SplitMix64), so that a seed in a config means the same shards on
/// every machine and in every later version of .NET.
/// </summary>
/// <remarks>Not thread-safe: give each stream its own, with <see cref="For"/>.</remarks>
public sealed class SeededRandom
{
    private ulong _state;

    /// <summary>Starts the sequence that belongs to <paramref name="seed"/>.</summary>
    public SeededRandom(ulong seed) => _state = seed;

    /// <summary>
    /// A generator for one named purpose. Streams with different labels are independent, so adding an item to a list leaves the
    /// numbers drawn for the other items as they were.
    /// </summary>
    /// <param name="seed">The seed of the experiment.</param>
    /// <param name="labels">What the numbers are for, e.g. <c>"captions", "apple", "tiger face"</c>.</param>
    public static SeededRandom For(long seed, params ReadOnlySpan<string> labels)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, seed);
        hash.AppendData(number);
        foreach (var label in labels)
        {
            var bytes = Encoding.UTF8.GetBytes(label);
            BinaryPrimitives.WriteInt64LittleEndian(number, bytes.Length);
            hash.AppendData(number);
            hash.AppendData(bytes);
        }
        return new SeededRandom(BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset()));
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>An integer in [0, <paramref name="exclusiveMaximum"/>), every value equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not positive.</exception>
    public int NextInt(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);
        var range = (ulong)exclusiveMaximum;
        // The last, incomplete run of the range would favour small values: draw again when it is hit.
        var limit = ulong.MaxValue - (ulong.MaxValue % range);
        ulong value;
        do
            value = NextUInt64();
        while (value >= limit);
        return (int)(value % range);
    }

    /// <summary>Puts the items into a random order (Fisher-Yates), in place.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
