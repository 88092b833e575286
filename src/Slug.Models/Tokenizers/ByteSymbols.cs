namespace Slug.Models.Tokenizers;

/// <summary>
/// The printable stand-in of each byte in a byte-level BPE vocabulary: visible Latin-1 characters stand for themselves, the other
/// bytes take code points from 256 up.
/// </summary>
internal static class ByteSymbols
{
    /// <summary>The 256 bytes in the order in which the vocabulary numbers them: the printable ranges first, then the rest.</summary>
    public static IReadOnlyList<byte> VocabularyOrder { get; }

    /// <summary>The symbol of each byte, indexed by the byte.</summary>
    public static IReadOnlyList<char> OfByte { get; }

    static ByteSymbols()
    {
        var order = new List<byte>(256);
        var symbols = new char[256];
        foreach (var (from, to) in new[] { ('!', '~'), ('¡', '¬'), ('®', 'ÿ') })
        {
            for (int b = from; b <= to; b++)
            {
                order.Add((byte)b);
                symbols[b] = (char)b;
            }
        }

        var printable = order.ToHashSet();
        for (var b = 0; b < 256; b++)
        {
            if (printable.Contains((byte)b)) continue;
            symbols[b] = (char)(256 + order.Count - printable.Count);
            order.Add((byte)b);
        }

        VocabularyOrder = order;
        OfByte = symbols;
    }
}
