using System.Buffers.Binary;

namespace Parquet.Format;

/// <summary>
/// The footer of a parquet file: its schema, its row groups and where their columns lie. Reading it needs no native library, so torn and
/// foreign files are recognised before anything is fetched.
/// </summary>
internal sealed class FileFooter
{
    /// <summary>The four bytes at both ends of a file.</summary>
    public static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Length of the footer's length and the magic bytes after it.</summary>
    private const int TailLength = 8;

    /// <summary>
    /// Key of the metadata entry in which the writer lists the columns without missing values. DuckDB writes every column as one that may
    /// have some; the entry lets a reader of this stand-in see the schema that was declared.
    /// </summary>
    private const string RequiredColumnsKey = "slug.required-columns";

    private readonly ThriftStruct _file;

    private FileFooter(ThriftStruct file, int lengthInFile = 0)
    {
        _file = file;
        LengthInFile = lengthInFile;
        var elements = file.Items<ThriftStruct>(FieldIds.File.Schema);
        if (elements.Count == 0)
            throw new ParquetException("The footer is damaged: it has no schema.");
        Elements = TopLevel(elements);
        RowGroups = file.Items<ThriftStruct>(FieldIds.File.RowGroups);

        var entries = KeyValues.Read(file, FieldIds.File.KeyValues);
        entries.Remove(RequiredColumnsKey, out var required);
        RequiredColumns = (required ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        Metadata = entries;
    }

    /// <summary>The schema's elements right below the root: the columns, and the heads of nested ones.</summary>
    public IReadOnlyList<ThriftStruct> Elements { get; }

    /// <summary>The row groups.</summary>
    public IReadOnlyList<ThriftStruct> RowGroups { get; }

    /// <summary>The writer's own key-value pairs.</summary>
    public Dictionary<string, string> Metadata { get; }

    /// <summary>How many bytes of the file it was read from are the footer, its length and the magic bytes; 0 where it was not read.</summary>
    public int LengthInFile { get; }

    /// <summary>Columns that allow missing values in form only.</summary>
    public HashSet<string> RequiredColumns { get; }

    /// <summary>Reads the footer at the end of a stream.</summary>
    /// <exception cref="IOException">The stream is not a whole parquet file.</exception>
    /// <exception cref="ParquetException">Its footer is damaged.</exception>
    public static async Task<FileFooter> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[Magic.Length];
        stream.Seek(0, SeekOrigin.Begin);
        await stream.ReadExactlyAsync(head, cancellationToken);
        var tail = new byte[TailLength];
        stream.Seek(-TailLength, SeekOrigin.End);
        await stream.ReadExactlyAsync(tail, cancellationToken);
        if (!Magic.SequenceEqual(head) || !Magic.SequenceEqual(tail.AsSpan(4)))
        {
            throw new IOException($"Not a whole parquet file: it starts with {Convert.ToHexString(head)} and ends with "
                + $"{Convert.ToHexString(tail.AsSpan(4))}, both should be {Convert.ToHexString(Magic)} (PAR1).");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (length <= 0 || length > stream.Length - TailLength - Magic.Length)
            throw new ParquetException($"The footer is damaged: it claims {length} bytes in a file of {stream.Length}.");
        var bytes = new byte[length];
        stream.Seek(-TailLength - length, SeekOrigin.End);
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return new FileFooter(new ThriftReader(bytes).ReadStruct(), length + TailLength);
    }

    /// <summary>The footer of a file of these parts.</summary>
    /// <param name="elements">The schema's elements without the root.</param>
    /// <param name="rowGroups">The row groups.</param>
    /// <param name="metadata">The writer's key-value pairs.</param>
    /// <param name="requiredColumns">Columns that allow missing values in form only.</param>
    public static FileFooter Create(
        IReadOnlyList<ThriftStruct> elements,
        IReadOnlyList<ThriftStruct> rowGroups,
        IEnumerable<KeyValuePair<string, string>> metadata,
        IReadOnlyList<string> requiredColumns)
    {
        var root = new ThriftStruct().SetText(FieldIds.Element.Name, "root").SetInt(FieldIds.Element.ChildCount, elements.Count);
        var entries = metadata.ToDictionary(StringComparer.Ordinal);
        if (requiredColumns.Count > 0)
            entries[RequiredColumnsKey] = string.Join('\n', requiredColumns);

        var file = new ThriftStruct()
            .SetInt(FieldIds.File.Version, 1)
            .SetStructs(FieldIds.File.Schema, elements.Prepend(root))
            .SetLong(FieldIds.File.RowCount, rowGroups.Sum(group => group.Integer(FieldIds.RowGroup.RowCount) ?? 0))
            .SetStructs(FieldIds.File.RowGroups, rowGroups)
            .SetText(FieldIds.File.CreatedBy, "Parquet.Net stand-in version 0.1.0 (build DuckDB)")
            // Minimum and maximum of each column are ordered as its type says (a union with the one case TypeDefinedOrder).
            .SetStructs(FieldIds.File.ColumnOrders, elements.Select(_ => new ThriftStruct().SetStruct(1, new ThriftStruct())));
        KeyValues.Write(file, FieldIds.File.KeyValues, entries);
        return new FileFooter(file);
    }

    // The elements lie in depth-first order, each followed by as many children as it says, and so on.
    private static List<ThriftStruct> TopLevel(IReadOnlyList<ThriftStruct> elements)
    {
        var top = new List<ThriftStruct>();
        for (var next = 1; next < elements.Count;)
        {
            top.Add(elements[next]);
            for (var open = 1L; open > 0 && next < elements.Count; next++)
                open += (elements[next].Integer(FieldIds.Element.ChildCount) ?? 0) - 1;
        }
        return top;
    }

    /// <summary>The bytes that end a file: the footer, its length and the magic bytes.</summary>
    public byte[] ToTail()
    {
        var footer = ThriftWriter.ToBytes(_file);
        var tail = new byte[footer.Length + TailLength];
        footer.CopyTo(tail, 0);
        BinaryPrimitives.WriteInt32LittleEndian(tail.AsSpan(footer.Length), footer.Length);
        Magic.CopyTo(tail.AsSpan(footer.Length + 4));
        return tail;
    }
}
