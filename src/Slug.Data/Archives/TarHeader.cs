using System.Text;

namespace Slug.Data.Archives;

/// <summary>
/// One header block of a tar, in any of the dialects that GNU tar reads: v7, ustar, old GNU, GNU and pax. What it says is not trusted; it is only
/// taken apart.
/// </summary>
/// <param name="Name">The path as the block has it, a ustar prefix in front.</param>
/// <param name="Type">The type flag.</param>
/// <param name="Size">Bytes of data behind the block, without padding.</param>
/// <param name="Link">What a link points to.</param>
internal sealed record TarHeader(string Name, char Type, long Size, string Link)
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockBytes = 512;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Takes a block apart; null where its sum says that it is no header.</summary>
    /// <exception cref="InvalidDataException">It is a header, and its size is no number.</exception>
    public static TarHeader? Parse(ReadOnlySpan<byte> block)
    {
        if (!SumIsRight(block))
            return null;
        var name = Text(block[..100]);
        // Only POSIX has a prefix; old GNU keeps times there.
        if (block[257..263].SequenceEqual("ustar\0"u8) && Text(block[345..500]) is { Length: > 0 } prefix)
            name = $"{prefix}/{name}";
        var type = (char)block[156];
        // Links, devices and folders have no data, whatever they say.
        var size = type is >= '1' and <= '6' ? 0 : TarNumber.Parse(block[124..136])
            ?? throw new InvalidDataException("the size of an entry is no number");
        return new TarHeader(name, type, size, Text(block[157..257]));
    }

    /// <summary>Text up to the first zero byte: UTF-8, or byte by byte where it is not, so that different names stay different.</summary>
    public static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        var text = end < 0 ? field : field[..end];
        try
        {
            return Strict.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(text);
        }
    }

    // The sum of all bytes, its own field taken for blanks. Some old programs summed signed bytes.
    private static bool SumIsRight(ReadOnlySpan<byte> block)
    {
        var (unsigned, signed) = (8L * ' ', 8L * ' ');
        for (var i = 0; i < BlockBytes; i++)
        {
            if (i is >= 148 and < 156)
                continue;
            unsigned += block[i];
            signed += (sbyte)block[i];
        }
        return TarNumber.Parse(block[148..156]) is { } sum && (sum == unsigned || sum == signed);
    }
}
