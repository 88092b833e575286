namespace Slug.Data.Archives;

/// <summary>Numbers in tar headers: octal digits, or for what those cannot hold a big-endian number with its first bit set (GNU's base 256).</summary>
internal static class TarNumber
{
    /// <summary>The number in a field; null where it is none, negative, or larger than a file can be.</summary>
    public static long? Parse(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
            return BigEndian(field);
        // Some programs fill with blanks instead of zeros, or let a zero byte run in from the field before.
        var digits = field[0] == 0 ? field[1..] : field;
        digits = digits.TrimStart((byte)' ');
        var value = 0L;
        foreach (var digit in digits)
        {
            if (digit is 0 or (byte)' ')
                break;
            if (digit is < (byte)'0' or > (byte)'7' || value > long.MaxValue >> 3)
                return null;
            value = (value << 3) | (uint)(digit - '0');
        }
        return value;
    }

    private static long? BigEndian(ReadOnlySpan<byte> field)
    {
        var value = (long)(field[0] & 0x7F);
        foreach (var next in field[1..])
        {
            if (value > long.MaxValue >> 8)
                return null;
            value = (value << 8) | next;
        }
        return value;
    }
}
