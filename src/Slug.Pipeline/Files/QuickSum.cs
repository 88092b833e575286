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
}
