using System.Buffers.Binary;

namespace Parquet.Format;

/// <summary>Reads a structure in Thrift's compact protocol. Every length is checked, so that a damaged footer ends in an error and
/// neither in a huge allocation nor in a deep recursion.</summary>
/// <param name="bytes">The coded structure.</param>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int DeepestNesting = 64;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;
    private int _depth;

    /// <summary>Reads the structure that starts at the current position.</summary>
    /// <exception cref="ParquetException">The bytes are not such a structure.</exception>
    public ThriftStruct ReadStruct()
    {
        if (++_depth > DeepestNesting)
            throw Damaged("structures are nested too deeply");
        var result = new ThriftStruct();
        short id = 0;
        for (var header = ReadByte(); header != 0; header = ReadByte())
        {
            // The high half is the step from the previous field number; 0 means that the number follows in full.
            var step = header >> 4;
            id = step == 0 ? FieldId(ReadSigned()) : FieldId(id + step);
            var type = (ThriftType)(header & 0x0F);
            result.Set(id, new ThriftValue(type, ReadValue(type)));
        }
        _depth--;
        return result;
    }

    private object ReadValue(ThriftType type) => type switch
    {
        ThriftType.True => true,
        ThriftType.False => false,
        ThriftType.I8 => (long)(sbyte)ReadByte(),
        ThriftType.I16 or ThriftType.I32 or ThriftType.I64 => ReadSigned(),
        ThriftType.Double => BinaryPrimitives.ReadDoubleLittleEndian(Take(8)),
        ThriftType.Binary => Take(ReadLength()).ToArray(),
        ThriftType.List or ThriftType.Set => ReadList(),
        ThriftType.Struct => ReadStruct(),
        _ => throw Damaged($"unknown type code {(int)type}"),
    };

    private ThriftList ReadList()
    {
        var header = ReadByte();
        var elementType = (ThriftType)(header & 0x0F);
        var count = header >> 4 == 15 ? ReadLength() : header >> 4;
        if (count > _bytes.Length - _position)
            throw Damaged($"a list of {count} elements");
        var items = new List<object>(count);
        for (var i = 0; i < count; i++)
        {
            // In a list, unlike in a field, a flag is a byte of its own.
            items.Add(elementType is ThriftType.True or ThriftType.False ? ReadByte() == (byte)ThriftType.True : ReadValue(elementType));
        }
        return new ThriftList(elementType, items);
    }

    private readonly short FieldId(long id) => id is > 0 and <= short.MaxValue ? (short)id : throw Damaged($"field number {id}");

    private int ReadLength()
    {
        var length = ReadUnsigned();
        return length <= (ulong)(_bytes.Length - _position) ? (int)length : throw Damaged($"a length of {length}");
    }

    private long ReadSigned()
    {
        var zigzag = ReadUnsigned();
        return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);
    }

    private ulong ReadUnsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
        throw Damaged("an integer of more than 64 bits");
    }

    private byte ReadByte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - _position)
            throw Damaged("it ends too early");
        _position += count;
        return _bytes.Slice(_position - count, count);
    }

    private readonly ParquetException Damaged(string what) => new($"The footer is damaged at byte {_position} of {_bytes.Length}: {what}.");
}
