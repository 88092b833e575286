using System.Buffers.Binary;

namespace Parquet.Format;

/// <summary>Writes structures in Thrift's compact protocol.</summary>
internal static class ThriftWriter
{
    /// <summary>The coded form of a structure.</summary>
    public static byte[] ToBytes(ThriftStruct structure)
    {
        using var output = new MemoryStream();
        WriteStruct(output, structure);
        return output.ToArray();
    }

    private static void WriteStruct(MemoryStream output, ThriftStruct structure)
    {
        short previous = 0;
        foreach (var (id, field) in structure.Fields)
        {
            var type = field.Value is bool flag ? (flag ? ThriftType.True : ThriftType.False) : field.Type;
            var step = id - previous;
            if (step is > 0 and <= 15)
            {
                output.WriteByte((byte)((step << 4) | (int)type));
            }
            else
            {
                output.WriteByte((byte)type);
                WriteSigned(output, id);
            }
            if (field.Value is not bool)
                WriteValue(output, type, field.Value);
            previous = id;
        }
        output.WriteByte(0);
    }

    private static void WriteValue(MemoryStream output, ThriftType type, object value)
    {
        switch (value)
        {
            case long number when type == ThriftType.I8:
                output.WriteByte((byte)(sbyte)number);
                break;
            case long number:
                WriteSigned(output, number);
                break;
            case double number:
                Span<byte> eight = stackalloc byte[8];
                BinaryPrimitives.WriteDoubleLittleEndian(eight, number);
                output.Write(eight);
                break;
            case byte[] bytes:
                WriteUnsigned(output, (ulong)bytes.Length);
                output.Write(bytes);
                break;
            case ThriftList list:
                WriteList(output, list);
                break;
            case ThriftStruct structure:
                WriteStruct(output, structure);
                break;
            default:
                throw new InvalidOperationException($"A footer cannot hold a {value.GetType()}.");
        }
    }

    private static void WriteList(MemoryStream output, ThriftList list)
    {
        var count = list.Items.Count;
        output.WriteByte((byte)((Math.Min(count, 15) << 4) | (int)list.ElementType));
        if (count >= 15)
            WriteUnsigned(output, (ulong)count);
        foreach (var item in list.Items)
        {
            if (item is bool flag)
                output.WriteByte((byte)(flag ? ThriftType.True : ThriftType.False));
            else
                WriteValue(output, list.ElementType, item);
        }
    }

    private static void WriteSigned(MemoryStream output, long value) => WriteUnsigned(output, (ulong)((value << 1) ^ (value >> 63)));

    private static void WriteUnsigned(MemoryStream output, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            output.WriteByte((byte)(value | 0x80));
        output.WriteByte((byte)value);
    }
}
