using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Slug.Pipeline.Files;

/// <summary>
/// A sum that tells bytes that went bad by themselves at the speed of memory: two CRC-32C, of the words with even and with odd numbers. Each finds every
/// single flipped bit and every burst of up to 32 bits with certainty; processors have an instruction for it.
/// </summary>
internal struct QuickSum
{
    private const int Block = 2 * sizeof(ulong);

    // Castagnoli's polynomial, the lowest power in the highest bit, as the processor has it; x^0 and x^1 in the same order.
    private const uint Polynomial = 0x82F63B78, One = 1u << 31, X = 1u << 30;

    private uint _even, _odd;
    private long _length;

    /// <summary>The sum so far.</summary>
    public readonly ulong Value => (((ulong)_even << 32) | _odd) ^ (ulong)_length;

    /// <summary>Takes in the next bytes.</summary>
    /// <param name="part">The bytes; but for the last ones, a multiple of 16.</param>
    // Compiled well from the start: a process that only looks whether everything is as it was ends before the run-time would get round to it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(ReadOnlySpan<byte> part)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(part[..(part.Length / Block * Block)]);
        var (even, odd) = (_even, _odd);
        for (var i = 0; i + 1 < words.Length; i += 2)
        {
            even = BitOperations.Crc32C(even, words[i]);
            odd = BitOperations.Crc32C(odd, words[i + 1]);
        }
        foreach (var last in part[(words.Length * sizeof(ulong))..])
            even = BitOperations.Crc32C(even, last);
        (_even, _odd) = (even, odd);
        _length += part.Length;
    }

    /// <summary>Takes in the sum of the bytes that come next, as if they had been appended: sums are remainders, and a remainder is moved on by a power of x.</summary>
    /// <param name="next">The sum of what follows, begun anew.</param>
    /// <exception cref="InvalidOperationException">What was summed so far is no whole number of blocks.</exception>
    public void Append(QuickSum next)
    {
        if (_length % Block != 0)
            throw new InvalidOperationException($"{_length} bytes are no whole number of blocks.");
        var (blocks, rest) = Math.DivRem(next._length, Block);
        _even = Multiply(Power((64 * blocks) + (8 * rest)), _even) ^ next._even;
        _odd = Multiply(Power(64 * blocks), _odd) ^ next._odd;
        _length += next._length;
    }

    // x^bits modulo the polynomial, by squaring.
    private static uint Power(long bits)
    {
        var (power, square) = (One, X);
        for (; bits > 0; bits >>= 1, square = Multiply(square, square))
            power = (bits & 1) != 0 ? Multiply(power, square) : power;
        return power;
    }

    private static uint Multiply(uint a, uint b)
    {
        var product = 0u;
        for (; a != 0; a <<= 1, b = (b >> 1) ^ ((b & 1) * Polynomial))
            product ^= (a & One) != 0 ? b : 0;
        return product;
    }
}
