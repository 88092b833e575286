using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Slug.Fuzz.Tests.Mutations;

/// <summary>Damages bytes as transfers, careless programs and malicious people do: at random, but the same for the same random numbers.</summary>
/// <param name="random">Decides.</param>
/// <param name="tokens">Pieces that mean something in the format.</param>
/// <param name="others">Sound inputs, whose parts are mixed in.</param>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]> tokens, IReadOnlyList<byte[]> others)
{
    // No damage makes an input longer than this by itself.
    private const int LongestGrowth = 1 << 18;

    private static readonly long[] Interesting =
        [0, 1, -1, 2, 7, 8, 16, 63, 64, 127, 128, 255, 256, 511, 512, 1024, 32767, 32768, 65535, 65536, 1 << 20, 1 << 24, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, long.MaxValue, long.MinValue, long.MaxValue - 7];

    private static readonly string[] Numbers =
        ["0", "-1", "1", "2", "-0", "007", "65536", "2147483647", "2147483648", "-2147483648", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1e308", "1e400", "-1e400", "NaN", "Infinity", "0.5", "1e-400", "1e9", "99999999999999999999999999"];

    /// <summary>Draws for whoever puts an input together.</summary>
    public Random Random => random;

    /// <summary>One of several.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>Bytes with one to some damages.</summary>
    public byte[] Damage(byte[] bytes)
    {
        var damaged = bytes;
        do
            damaged = DamageOnce(damaged);
        while (random.Next(2) == 0 && damaged.Length < bytes.Length + LongestGrowth);
        return damaged;
    }

    private byte[] DamageOnce(byte[] bytes)
    {
        if (bytes.Length == 0)
            return tokens.Count > 0 ? Pick(tokens) : [(byte)random.Next(256)];
        return random.Next(14) switch
        {
            0 or 1 => Changed(bytes, (copy, at) => copy[at] ^= (byte)(1 << random.Next(8))),
            2 => Changed(bytes, (copy, at) => copy[at] = (byte)random.Next(256)),
            3 or 4 => Changed(bytes, WriteNumber),
            5 => bytes[..random.Next(bytes.Length)],
            6 => Spliced(bytes, At(bytes), Chunk(bytes), []),
            7 => Spliced(bytes, At(bytes), 0, Part(bytes)),
            8 => Swapped(bytes),
            9 when others.Count > 1 => Crossed(bytes, Pick(others)),
            9 or 10 => tokens.Count > 0 ? Spliced(bytes, At(bytes), random.Next(2) * Pick(tokens).Length, Pick(tokens)) : Swapped(bytes),
            11 => Digits(bytes),
            12 => Repeated(bytes),
            _ => Changed(bytes, (copy, at) => copy.AsSpan(at, Math.Min(Chunk(copy), copy.Length - at)).Fill(Pick<byte>([0, 0xFF, (byte)' ', (byte)'0']))),
        };
    }

    private int At(byte[] bytes) => random.Next(bytes.Length + 1);

    private int Chunk(byte[] bytes) => 1 + random.Next(Math.Max(1, Math.Min(bytes.Length, 1 << random.Next(1, 13))));

    private byte[] Part(byte[] bytes)
    {
        var length = Math.Min(Chunk(bytes), bytes.Length);
        var at = random.Next(bytes.Length - length + 1);
        return bytes[at..(at + length)];
    }

    private byte[] Changed(byte[] bytes, Action<byte[], int> change)
    {
        var copy = (byte[])bytes.Clone();
        change(copy, random.Next(copy.Length));
        return copy;
    }

    // Lengths and counts stand in 1 to 8 bytes, in either order.
    private void WriteNumber(byte[] copy, int at)
    {
        var value = random.Next(4) == 0 ? copy.Length + random.Next(-9, 10) : Pick(Interesting);
        Span<byte> number = stackalloc byte[8];
        var width = 1 << random.Next(4);
        if (random.Next(2) == 0)
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
        else
            BinaryPrimitives.WriteInt64BigEndian(number, value << (64 - (8 * width)));
        number[..Math.Min(width, copy.Length - at)].CopyTo(copy.AsSpan(at));
    }

    private static byte[] Spliced(byte[] bytes, int at, int removed, byte[] put) => [.. bytes[..at], .. put, .. bytes[Math.Min(at + removed, bytes.Length)..]];

    private byte[] Swapped(byte[] bytes)
    {
        var (a, b) = (random.Next(bytes.Length), random.Next(bytes.Length));
        (a, b) = (Math.Min(a, b), Math.Max(a, b));
        var length = Math.Min(Chunk(bytes), Math.Min(b - a, bytes.Length - b));
        return [.. bytes[..a], .. bytes[b..(b + length)], .. bytes[(a + length)..b], .. bytes[a..(a + length)], .. bytes[(b + length)..]];
    }

    private byte[] Crossed(byte[] bytes, byte[] other) => [.. bytes[..At(bytes)], .. other[At(other)..]];

    // A number that stands there in letters becomes another one.
    private byte[] Digits(byte[] bytes)
    {
        var at = random.Next(bytes.Length);
        var first = bytes.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (first < 0)
            return Changed(bytes, WriteNumber);
        at += first;
        var rest = bytes.AsSpan(at).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var number = random.Next(3) == 0 ? random.NextInt64().ToString(CultureInfo.InvariantCulture) : Pick(Numbers);
        return Spliced(bytes, at, rest < 0 ? bytes.Length - at : rest, Encoding.ASCII.GetBytes(number));
    }

    // Nesting, and more of the same than anybody needs.
    private byte[] Repeated(byte[] bytes)
    {
        var part = tokens.Count > 0 && random.Next(2) == 0 ? Pick(tokens) : Part(bytes);
        var times = Math.Min(1 << random.Next(1, 15), (random.Next(8) == 0 ? LongestGrowth : LongestGrowth / 16) / Math.Max(1, part.Length));
        var repeated = new byte[Math.Max(1, times) * part.Length];
        for (var at = 0; at < repeated.Length; at += part.Length)
            part.CopyTo(repeated, at);
        return Spliced(bytes, At(bytes), 0, repeated);
    }
}
