using System.Collections.Frozen;

namespace Slug.Data.Laion;

/// <summary>
/// Looks whether a parquet file's footer is put together as the format says (Apache Thrift's compact protocol), before the library reads it: that skips
/// what it does not know by recursion and takes a list's length at its word, so that a few hostile bytes would end the process or occupy it for minutes.
/// </summary>
/// <param name="bytes">The footer.</param>
internal ref struct ParquetShape(ReadOnlySpan<byte> bytes)
{
    // Types of the protocol; a letter each below. Truth values in a structure stand in the type itself.
    private const int True = 1, False = 2, Byte = 3, Int16 = 4, Int32 = 5, Int64 = 6, Double = 7, Binary = 8, List = 9, Set = 10, Map = 11, Struct = 12;

    // Footers have eight levels or so.
    private const int MostLevels = 64;

    // parquet.thrift: i, l, s, y whole numbers of 4, 8, 2 and 1 bytes, b bytes, t truth, [..] a list, a name a structure.
    private static readonly FrozenDictionary<string, FrozenDictionary<int, string>> Structures = new Dictionary<string, string>
    {
        ["FileMetaData"] = "1:i 2:[SchemaElement] 3:l 4:[RowGroup] 5:[KeyValue] 6:b 7:[ColumnOrder] 8:EncryptionAlgorithm 9:b",
        ["SchemaElement"] = "1:i 2:i 3:i 4:b 5:i 6:i 7:i 8:i 9:i 10:LogicalType",
        ["LogicalType"] = "1:Empty 2:Empty 3:Empty 4:Empty 5:Decimal 6:Empty 7:Time 8:Time 10:Integer 11:Empty 12:Empty 13:Empty 14:Empty 15:Empty 16:Variant 17:Geometry 18:Geography",
        ["Decimal"] = "1:i 2:i",
        ["Time"] = "1:t 2:TimeUnit",
        ["TimeUnit"] = "1:Empty 2:Empty 3:Empty",
        ["Integer"] = "1:y 2:t",
        ["Variant"] = "1:y",
        ["Geometry"] = "1:b",
        ["Geography"] = "1:b 2:i",
        ["RowGroup"] = "1:[ColumnChunk] 2:l 3:l 4:[SortingColumn] 5:l 6:l 7:s",
        ["ColumnChunk"] = "1:b 2:l 3:ColumnMetaData 4:l 5:i 6:l 7:i 8:ColumnCryptoMetaData 9:b",
        ["ColumnMetaData"] = "1:i 2:[i] 3:[b] 4:i 5:l 6:l 7:l 8:[KeyValue] 9:l 10:l 11:l 12:Statistics 13:[PageEncodingStats] 14:l 15:i 16:SizeStatistics 17:GeospatialStatistics",
        ["Statistics"] = "1:b 2:b 3:l 4:l 5:b 6:b 7:t 8:t",
        ["PageEncodingStats"] = "1:i 2:i 3:i",
        ["SizeStatistics"] = "1:l 2:[l] 3:[l]",
        ["GeospatialStatistics"] = "1:BoundingBox 2:[i]",
        ["BoundingBox"] = "1:d 2:d 3:d 4:d 5:d 6:d 7:d 8:d",
        ["SortingColumn"] = "1:i 2:t 3:t",
        ["KeyValue"] = "1:b 2:b",
        ["ColumnOrder"] = "1:Empty",
        ["EncryptionAlgorithm"] = "1:AesGcm 2:AesGcm",
        ["AesGcm"] = "1:b 2:b 3:t",
        ["ColumnCryptoMetaData"] = "1:Empty 2:ColumnKey",
        ["ColumnKey"] = "1:[b] 2:b",
        ["Empty"] = "",
    }.ToFrozenDictionary(s => s.Key, s => s.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split(':')).ToFrozenDictionary(f => int.Parse(f[0], System.Globalization.CultureInfo.InvariantCulture), f => f[1]));

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>What is wrong with it; null where it is sound.</summary>
    public static string? Mistake(ReadOnlySpan<byte> footer)
    {
        try
        {
            new ParquetShape(footer).Structure("FileMetaData", 0);
            return null;
        }
        catch (InvalidDataException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>What a page says of itself; null where the bytes end before it does, or are no page's.</summary>
    /// <param name="header">The bytes from the page's first one on.</param>
    public static ParquetPage? Page(ReadOnlySpan<byte> header)
    {
        const int plain = 2, packed = 3, first = 5, second = 8, values = 1, definitions = 5, repetitions = 6, isPacked = 7;
        try
        {
            var shape = new ParquetShape(header);
            var (numbers, ofData, ofSecond) = (new Dictionary<int, long>(), new Dictionary<int, long>(), new Dictionary<int, long>());
            for (short last = 0; shape.Field(ref last) is { } type;)
            {
                if (last is first or second && type == Struct)
                    for (short inner = 0; shape.Field(ref inner) is { } innerType;) shape.Keep(last == first ? ofData : ofSecond, inner, innerType);
                else
                    shape.Keep(numbers, last, type);
            }

            return new ParquetPage(
                shape._at, numbers.GetValueOrDefault(plain), numbers.GetValueOrDefault(packed), ofSecond.GetValueOrDefault(definitions) + ofSecond.GetValueOrDefault(repetitions),
                ofSecond.GetValueOrDefault(isPacked, 1) != 0, ofData.GetValueOrDefault(values) + ofSecond.GetValueOrDefault(values));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private void Keep(Dictionary<int, long> numbers, short field, int type)
    {
        if (type == Int32)
            numbers[field] = Zigzag(Number());
        else if (type is True or False)
            numbers[field] = type == True ? 1 : 0;
        else
            Value(type, null, 0);
    }

    // The next field's type, and its number after the last one's; null at the structure's end.
    private int? Field(ref short last)
    {
        var header = Next();
        if (header == 0) return null;
        last = header >> 4 is > 0 and var step ? (short)(last + step) : (short)Zigzag(Number());
        return header & 15;
    }

    // Null for a structure that nobody knows.
    private void Structure(string? name, int level)
    {
        if (level > MostLevels) throw new InvalidDataException("its footer is nested without end.");
        var known = name is null ? null : Structures[name];
        for (short last = 0; Field(ref last) is { } type;)
        {
            var expected = known?.GetValueOrDefault(last);
            if (expected is not null && type != TypeOf(expected) && !(expected == "t" && type == False))
                throw new InvalidDataException($"field {last} of its {name} has the type {type}.");
            Value(type, expected, level);
        }
    }

    private void Value(int type, string? expected, int level)
    {
        switch (type)
        {
            case True or False:
                break;
            case Byte:
                Skip(1);
                break;
            case Int16 or Int32 or Int64:
                _ = Number();
                break;
            case Double:
                Skip(8);
                break;
            case Binary:
                Skip(Number());
                break;
            case List or Set:
                Elements(expected, level);
                break;
            case Map:
                Entries(level);
                break;
            case Struct:
                Structure(expected, level + 1);
                break;
            default:
                throw new InvalidDataException($"its footer has a value of the type {type}, which there is none of.");
        }
    }

    private void Elements(string? expected, int level)
    {
        if (level > MostLevels) throw new InvalidDataException("its footer is nested without end.");
        var header = Next();
        var count = header >> 4 == 15 ? Number() : (ulong)(header >> 4);
        var (type, element) = (header & 15, expected?[1..^1]);
        if (count > (ulong)(_bytes.Length - _at)) throw new InvalidDataException($"a list in its footer claims {count} items, more than it has bytes.");
        if (element is not null && count > 0 && type != TypeOf(element)) throw new InvalidDataException($"a list in its footer has items of the type {type}.");
        for (var i = 0UL; i < count; i++) Value(type, element, level + 1);
    }

    private void Entries(int level)
    {
        if (level > MostLevels) throw new InvalidDataException("its footer is nested without end.");
        var count = Number();
        if (count == 0) return;
        if (count > (ulong)(_bytes.Length - _at)) throw new InvalidDataException($"a map in its footer claims {count} entries, more than it has bytes.");
        var types = Next();
        for (var i = 0UL; i < count; i++)
        {
            Value(types >> 4, null, level + 1);
            Value(types & 15, null, level + 1);
        }
    }

    private static int TypeOf(string expected) => expected switch
    {
        "t" => True,
        "y" => Byte,
        "s" => Int16,
        "i" => Int32,
        "l" => Int64,
        "d" => Double,
        "b" => Binary,
        ['[', ..] => List,
        _ => Struct,
    };

    private static long Zigzag(ulong number) => (long)(number >> 1) ^ -(long)(number & 1);

    private ulong Number()
    {
        var number = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = Next();
            number |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return number;
        }

        throw new InvalidDataException("a number in its footer has no end.");
    }

    private byte Next() => _at < _bytes.Length ? _bytes[_at++] : throw new InvalidDataException("its footer ends early.");

    private void Skip(ulong length)
    {
        if (length > (ulong)(_bytes.Length - _at)) throw new InvalidDataException("its footer ends early.");
        _at += (int)length;
    }
}
