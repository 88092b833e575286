using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Slug.Basics;

/// <summary>
/// The random number generator of all that is drawn outside libtorch, with a fixed, published algorithm (SplitMix64), so that a seed in
/// a config means the same data and the same training on every machine and in every later version of .NET.
/// </summary>
/// <remarks>
/// Not thread-safe: give each stream its own, with <see cref="For"/>. Whole numbers can be drawn in two ways, by division with rejection
/// (<see cref="NextInt"/>, <see cref="Shuffle"/>: shards and captions) and by scaling (<see cref="NextScaled"/>, <see cref="ShuffleScaled"/>:
/// training batches and the membership attack). Stored results rest on both, so neither may change.
/// </remarks>
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
    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

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
            value = NextBits();
        while (value >= limit);
        return (int)(value % range);
    }

    /// <summary>
    /// An integer in [0, <paramref name="exclusiveMaximum"/>) from exactly one draw: the bits as a fraction, times the maximum. What is
    /// drawn next does not depend on what came out; values differ in likelihood by less than 2^-32.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The maximum is not positive.</exception>
    public int NextScaled(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);
        return (int)Math.BigMul(NextBits(), (ulong)exclusiveMaximum, out _);
    }

    /// <summary>Puts the items into a random order (Fisher-Yates over <see cref="NextInt"/>), in place.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Puts the items into a random order (Fisher-Yates over <see cref="NextScaled"/>), in place.</summary>
    public void ShuffleScaled<T>(IList<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = NextScaled(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
