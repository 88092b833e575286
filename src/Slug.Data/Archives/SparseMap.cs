using System.Globalization;

namespace Slug.Data.Archives;

/// <summary>Where the pieces of a sparse file belong: GNU tar leaves holes out, in four formats (old GNU; pax 0.0, 0.1 and 1.0).</summary>
/// <param name="Size">The file's size with its holes.</param>
/// <param name="Pieces">Offset and length of each piece, in the order of their data.</param>
/// <param name="IsInData">Whether the map itself stands in front of the data (pax 1.0); then <paramref name="Pieces"/> is empty.</param>
internal sealed record SparseMap(long Size, IReadOnlyList<(long Offset, long Length)> Pieces, bool IsInData = false)
{
    /// <summary>How many places a block has that goes on with the map of an old GNU header.</summary>
    public const int PlacesInExtension = 21;

    // No sample is mostly holes: a header alone must not decide how much memory is taken.
    private const long MostHoles = 16 << 20, MostForAByte = 64;

    private const string Prefix = "GNU.sparse.";
    private const int PlacesInHeader = 4;

    /// <summary>The map of an old GNU header, and whether blocks follow that go on with it.</summary>
    /// <exception cref="InvalidDataException">A place is no number.</exception>
    public static (SparseMap Map, bool GoesOn) OfHeader(ReadOnlySpan<byte> block) =>
        (new SparseMap(TarNumber.Parse(block[483..495]) ?? throw Malformed(), Places(block[386..], PlacesInHeader)), block[482] != 0);

    /// <summary>The places of a block that goes on with the map, and whether another follows.</summary>
    /// <exception cref="InvalidDataException">A place is no number.</exception>
    public static (List<(long Offset, long Length)> Pieces, bool GoesOn) OfExtension(ReadOnlySpan<byte> block) =>
        (Places(block, PlacesInExtension), block[504] != 0);

    /// <summary>The map that pax records describe, or null where the file is not sparse.</summary>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    public static SparseMap? OfRecords(IReadOnlyList<KeyValuePair<string, string>> records)
    {
        string? Last(string key) => records.LastOrDefault(record => record.Key == Prefix + key).Value;
        if ((Last("realsize") ?? Last("size")) is not { } size)
            return null;
        if (Last("major") is not null)
            return new SparseMap(Number(size), [], IsInData: true);
        string[] numbers = Last("map") is { } map
            ? map.Split(',', StringSplitOptions.RemoveEmptyEntries)
            : [.. records.Where(record => record.Key is Prefix + "offset" or Prefix + "numbytes").Select(record => record.Value)];
        return new SparseMap(Number(size), Pairs([.. numbers.Select(Number)]));
    }

    /// <summary>The file with its holes.</summary>
    /// <param name="stored">What the archive holds of it.</param>
    /// <exception cref="InvalidDataException">A piece lies outside the file or the data.</exception>
    public byte[] Expand(ReadOnlySpan<byte> stored)
    {
        var pieces = Pieces;
        if (IsInData)
        {
            (pieces, var begin) = Leading(stored);
            stored = stored[begin..];
        }
        if (Size > MostHoles + (MostForAByte * stored.Length))
            throw new InvalidDataException($"a sparse file of {Size} bytes holds {stored.Length}; the rest would be holes");
        var file = new byte[Size];
        foreach (var (offset, length) in pieces)
        {
            if (length > stored.Length || offset > Size || length > Size - offset)
                throw Malformed();
            stored[..(int)length].CopyTo(file.AsSpan((int)offset));
            stored = stored[(int)length..];
        }
        return file;
    }

    // A line with the number of pieces, then two lines for each; the data begin with the next block.
    private static (List<(long, long)> Pieces, int Begin) Leading(ReadOnlySpan<byte> stored)
    {
        var at = 0;
        var count = Line(stored, ref at);
        var numbers = new List<long>();
        for (var i = 0L; i < 2 * count; i++)
            numbers.Add(Line(stored, ref at));
        var begin = (at + TarHeader.BlockBytes - 1) / TarHeader.BlockBytes * TarHeader.BlockBytes;
        return begin <= stored.Length ? (Pairs(numbers), begin) : throw Malformed();
    }

    private static long Line(ReadOnlySpan<byte> stored, ref int at)
    {
        var end = stored[at..].IndexOf((byte)'\n');
        if (end is < 1 or > 19)
            throw Malformed();
        var text = TarHeader.Text(stored.Slice(at, end));
        at += end + 1;
        return Number(text);
    }

    private static List<(long, long)> Places(ReadOnlySpan<byte> at, int count)
    {
        var pieces = new List<(long, long)>();
        for (var i = 0; i < count && at[24 * i] != 0; i++)
        {
            pieces.Add((
                TarNumber.Parse(at.Slice(24 * i, 12)) ?? throw Malformed(),
                TarNumber.Parse(at.Slice((24 * i) + 12, 12)) ?? throw Malformed()));
        }
        return pieces;
    }

    private static List<(long, long)> Pairs(List<long> numbers) =>
        numbers.Count % 2 == 0 ? [.. numbers.Chunk(2).Select(pair => (pair[0], pair[1]))] : throw Malformed();

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : throw Malformed();

    private static InvalidDataException Malformed() => new("the map of a sparse file is malformed");
}
