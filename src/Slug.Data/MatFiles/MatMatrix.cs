using System.Buffers.Binary;
using System.Text;

namespace Slug.Data.MatFiles;

/// <summary>Reads the elements of one variable.</summary>
internal static class MatMatrix
{
    private const int DeepestNesting = 16;
    private const uint ComplexFlag = 0x800;

    // Array classes by their numbers in the format.
    private const int Cell = 1;
    private const int Struct = 2;
    private const int Char = 4;
    private const int FirstNumeric = 6;
    private const int LastNumeric = 15;

    private static readonly Dictionary<int, string> Refused = new()
    {
        [3] = "an object",
        [5] = "a sparse matrix",
        [16] = "a function",
        [17] = "an opaque object",
    };

    /// <summary>The name and value of a matrix element.</summary>
    /// <exception cref="InvalidDataException">It is damaged or of a kind that is not read.</exception>
    public static (string Name, MatValue Value) Read(ReadOnlyMemory<byte> data, int depth = 0)
    {
        if (data.IsEmpty)
            return ("", new MatNumbers([0, 0], []));
        if (depth > DeepestNesting)
            throw new InvalidDataException($"Values are nested more than {DeepestNesting} deep.");
        var elements = new MatElements(data);
        var flags = Integers(elements.Require());
        var dimensions = Integers(elements.Require());
        var name = Encoding.ASCII.GetString(elements.Require().Data.Span);
        if (flags.Length == 0 || dimensions.Length < 2 || Array.Exists(dimensions, dimension => dimension < 0))
            throw new InvalidDataException($"The variable {name} has a damaged head.");
        var kind = flags[0] & 0xFF;
        if (((uint)flags[0] & ComplexFlag) != 0)
            throw new InvalidDataException($"The variable {name} holds complex numbers, which are not read.");
        // A real value takes a byte at least, so this also bounds the work on a forged head.
        var count = dimensions.Aggregate(1.0, (product, dimension) => product * dimension);
        if (count > data.Length)
            throw new InvalidDataException($"The variable {name} says that it has {count} values; it has {data.Length} bytes.");
        return (name, kind switch
        {
            Cell => new MatCells(dimensions, Matrices(elements, (int)count, depth)),
            Struct => ReadStructs(elements, dimensions, (int)count, depth),
            Char => ReadText(elements.Require(), dimensions, name),
            >= FirstNumeric and <= LastNumeric => ReadNumbers(elements.Require(), dimensions, (int)count, name),
            _ => throw new InvalidDataException($"The variable {name} is {Refused.GetValueOrDefault(kind, $"of the unknown class {kind}")}, which is not read."),
        });
    }

    private static MatStructs ReadStructs(MatElements elements, int[] dimensions, int count, int depth)
    {
        var width = Integers(elements.Require()) is [var only] && only > 0 ? only : throw new InvalidDataException("A record's field names are damaged.");
        var names = elements.Require().Data;
        var fields = Enumerable.Range(0, names.Length / width)
            .Select(i => Encoding.ASCII.GetString(names.Span.Slice(i * width, width)).TrimEnd('\0'))
            .ToArray();
        var records = new List<IReadOnlyList<MatValue>>();
        for (var i = 0; i < count; i++)
            records.Add(Matrices(elements, fields.Length, depth));
        return new MatStructs(dimensions, fields, records);
    }

    private static List<MatValue> Matrices(MatElements elements, int count, int depth)
    {
        var values = new List<MatValue>();
        for (var i = 0; i < count; i++)
        {
            var element = elements.Require();
            if (element.Type != MatType.Matrix)
                throw new InvalidDataException($"An element of type {(int)element.Type} is where a value is expected.");
            values.Add(Read(element.Data, depth + 1).Value);
        }
        return values;
    }

    private static MatText ReadText(MatElement element, int[] dimensions, string name)
    {
        if (dimensions.Length != 2 || (dimensions[0] != 1 && dimensions[0] * dimensions[1] != 0))
            throw new InvalidDataException($"The text {name} has several lines, which is not read.");
        var text = element.Type switch
        {
            MatType.Utf8 or MatType.SByte or MatType.Byte => Encoding.UTF8.GetString(element.Data.Span),
            MatType.UInt16 or MatType.Utf16 => Encoding.Unicode.GetString(element.Data.Span),
            _ => throw new InvalidDataException($"The text {name} is stored as type {(int)element.Type}, which is not read."),
        };
        return new MatText(dimensions, text);
    }

    private static MatNumbers ReadNumbers(MatElement element, int[] dimensions, int count, string name)
    {
        var values = Numbers(element);
        return values.Length == count
            ? new MatNumbers(dimensions, values)
            : throw new InvalidDataException($"The variable {name} has {values.Length} numbers where its size says {count}.");
    }

    private static int[] Integers(MatElement element) => element.Type is MatType.Int32 or MatType.UInt32
        ? Convert<int>(element.Data.Span, 4, BinaryPrimitives.ReadInt32LittleEndian)
        : throw new InvalidDataException($"An element of type {(int)element.Type} is where whole numbers are expected.");

    // Numbers are stored in the smallest type that holds them, whatever class the variable has.
    private static double[] Numbers(MatElement element) => element.Type switch
    {
        MatType.SByte => Convert<double>(element.Data.Span, 1, bytes => (sbyte)bytes[0]),
        MatType.Byte => Convert<double>(element.Data.Span, 1, bytes => bytes[0]),
        MatType.Int16 => Convert<double>(element.Data.Span, 2, bytes => BinaryPrimitives.ReadInt16LittleEndian(bytes)),
        MatType.UInt16 => Convert<double>(element.Data.Span, 2, bytes => BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
        MatType.Int32 => Convert<double>(element.Data.Span, 4, bytes => BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        MatType.UInt32 => Convert<double>(element.Data.Span, 4, bytes => BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
        MatType.Single => Convert<double>(element.Data.Span, 4, bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        MatType.Double => Convert(element.Data.Span, 8, BinaryPrimitives.ReadDoubleLittleEndian),
        MatType.Int64 => Convert<double>(element.Data.Span, 8, bytes => BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        MatType.UInt64 => Convert<double>(element.Data.Span, 8, bytes => BinaryPrimitives.ReadUInt64LittleEndian(bytes)),
        _ => throw new InvalidDataException($"An element of type {(int)element.Type} is where numbers are expected."),
    };

    private delegate T ReadOne<T>(ReadOnlySpan<byte> bytes);

    private static T[] Convert<T>(ReadOnlySpan<byte> data, int size, ReadOne<T> read)
    {
        var values = new T[data.Length / size];
        for (var i = 0; i < values.Length; i++)
            values[i] = read(data.Slice(i * size, size));
        return values;
    }
}
