using Parquet.Meta;

namespace Slug.Data.Laion;

/// <summary>What a page of a parquet column says of itself (parquet.thrift, PageHeader).</summary>
/// <param name="HeaderBytes">How long the header is.</param>
/// <param name="Plain">How many bytes the page has unpacked.</param>
/// <param name="Packed">How many follow the header.</param>
/// <param name="Levels">How many of these are levels, which the second kind of pages never packs.</param>
/// <param name="IsPacked">Whether it is packed at all, which the second kind of pages says of each.</param>
/// <param name="Values">How many of the column's values it holds; 0 for dictionaries and indices.</param>
internal readonly record struct ParquetPage(int HeaderBytes, long Plain, long Packed, long Levels, bool IsPacked = true, long Values = 0)
{
    // Snappy's densest piece makes 64 bytes of three, deflate's makes 1,032 of one. What packs denser still is no use to a page: writers end one after a megabyte.
    private const int DensestSnappy = 32, Densest = 1100;
    private const long AnyPage = 64 << 20;

    /// <summary>Whether a reader may make room for what the page says it holds, before it knows whether it does.</summary>
    /// <param name="codec">How the column is packed.</param>
    /// <param name="start">The first bytes behind header and levels.</param>
    public bool IsCredible(CompressionCodec codec, ReadOnlySpan<byte> start)
    {
        if (Plain < 0 || Packed < 0 || Levels < 0 || Levels > Packed || Values < 0)
            return false;
        return (IsPacked && Packed > Levels ? codec : CompressionCodec.UNCOMPRESSED) switch
        {
            CompressionCodec.UNCOMPRESSED => Plain == Packed,
            CompressionCodec.SNAPPY => SnappyLength(start) is { } claimed && claimed == Plain - Levels && claimed <= (Packed * DensestSnappy) + 64,
            _ => Plain <= Math.Max(AnyPage, Packed * Densest),
        };
    }

    // Packed bytes begin with their unpacked number, seven bits a byte.
    private static long? SnappyLength(ReadOnlySpan<byte> start)
    {
        var length = 0L;
        for (var i = 0; i < Math.Min(start.Length, 5); i++)
        {
            length |= (long)(start[i] & 0x7F) << (7 * i);
            if (start[i] < 0x80) return length;
        }

        return null;
    }
}
