using System.Buffers.Binary;

namespace Slug.Data.MatFiles;

/// <summary>The types of the elements that a file is made of.</summary>
internal enum MatType
{
    SByte = 1,
    Byte = 2,
    Int16 = 3,
    UInt16 = 4,
    Int32 = 5,
    UInt32 = 6,
    Single = 7,
    Double = 9,
    Int64 = 12,
    UInt64 = 13,
    Matrix = 14,
    Compressed = 15,
    Utf8 = 16,
    Utf16 = 17,
}

/// <summary>A piece of the file with its type.</summary>
internal readonly record struct MatElement(MatType Type, ReadOnlyMemory<byte> Data);

/// <summary>Walks the elements of a piece of the file.</summary>
internal sealed class MatElements(ReadOnlyMemory<byte> data)
{
    private ReadOnlyMemory<byte> _rest = data;

    /// <summary>The next element, or null at the end.</summary>
    /// <exception cref="InvalidDataException">It is longer than what is left.</exception>
    public MatElement? Next()
    {
        if (_rest.IsEmpty)
            return null;
        if (_rest.Length < 8)
            throw new InvalidDataException("The file ends inside an element.");
        var first = BinaryPrimitives.ReadUInt32LittleEndian(_rest.Span);
        // Up to four bytes are stored within the tag itself.
        var isSmall = first >> 16 != 0;
        var type = (MatType)(isSmall ? first & 0xFFFF : first);
        var length = isSmall ? first >> 16 : BinaryPrimitives.ReadUInt32LittleEndian(_rest.Span[4..]);
        var start = isSmall ? 4 : 8;
        if ((isSmall && length > 4) || length > _rest.Length - start)
            throw new InvalidDataException($"An element says that it has {length} bytes; {_rest.Length - start} are left.");
        var end = start + (int)length;
        var element = new MatElement(type, _rest[start..end]);
        // Packed elements are not padded; the last one's padding may be missing.
        var padded = isSmall ? 8 : type == MatType.Compressed ? end : (end + 7) / 8 * 8;
        _rest = _rest[Math.Min(padded, _rest.Length)..];
        return element;
    }

    /// <summary>The next element, which must be there.</summary>
    public MatElement Require() => Next() ?? throw new InvalidDataException("An element is missing.");
}
