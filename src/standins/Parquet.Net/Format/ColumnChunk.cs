namespace Parquet.Format;

/// <summary>
/// One column of one row group: a run of bytes in a file, and the entry in the footer that describes it. Chunks are moved between files
/// whole: out of a file of many columns into one of a single column that DuckDB reads, and from one that DuckDB wrote into the output.
/// </summary>
internal static class ColumnChunk
{
    private const int CopyBufferSize = 1 << 16;

    // Entries that hold a position in the file.
    private static readonly short[] ChunkPositions = [FieldIds.Chunk.Offset, FieldIds.Chunk.OffsetIndexOffset, FieldIds.Chunk.ColumnIndexOffset];

    private static readonly short[] ColumnPositions =
    [
        FieldIds.Column.DataPageOffset, FieldIds.Column.IndexPageOffset, FieldIds.Column.DictionaryPageOffset, FieldIds.Column.BloomFilterOffset,
    ];

    /// <summary>What the footer says of a chunk's pages.</summary>
    /// <exception cref="ParquetException">It says nothing.</exception>
    /// <exception cref="NotSupportedException">The chunk is encrypted or in another file.</exception>
    public static ThriftStruct MetaData(ThriftStruct chunk)
    {
        if (chunk.Has(FieldIds.Chunk.Encryption) || chunk.Has(FieldIds.Chunk.EncryptedMetaData))
            throw Unsupported.Member("Reading encrypted columns");
        if (chunk.Has(FieldIds.Chunk.File))
            throw Unsupported.Member("Reading columns that lie in another file");
        return chunk.Struct(FieldIds.Chunk.MetaData) ?? throw new ParquetException("The footer is damaged: a column chunk has no metadata.");
    }

    /// <summary>How many values a chunk has, missing ones included.</summary>
    public static long ValueCount(ThriftStruct chunk) => MetaData(chunk).Integer(FieldIds.Column.ValueCount) ?? 0;

    /// <summary>Copies a chunk into a file of its own.</summary>
    /// <param name="source">The file that it lies in.</param>
    /// <param name="chunk">Its entry in the footer.</param>
    /// <param name="element">The schema element for the single column, named <c>c</c>.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="cancellationToken">Stops the copying.</param>
    /// <exception cref="ParquetException">The entry points outside the file.</exception>
    public static async Task ExtractAsync(Stream source, ThriftStruct chunk, ThriftStruct element, string path, CancellationToken cancellationToken)
    {
        var column = MetaData(chunk);
        // Writers differ in which of the positions they set, and some set unused ones to 0; pages always follow the smallest.
        var start = ColumnPositions[..3].Select(column.Integer).Where(position => position > 0).Min() ?? 0;
        var length = column.Integer(FieldIds.Column.CompressedSize) ?? 0;
        if (start < FileFooter.Magic.Length || length <= 0 || start > source.Length - length)
            throw new ParquetException($"The footer is damaged: a column's {length} bytes at {start} are not within the file's {source.Length}.");

        // Statistics, filters and indexes are of no use here, and old writers are known to have got some of them wrong.
        var moved = new ThriftStruct();
        foreach (var id in new[]
                 {
                     FieldIds.Column.Type, FieldIds.Column.Encodings, FieldIds.Column.Codec, FieldIds.Column.ValueCount, FieldIds.Column.UncompressedSize,
                     FieldIds.Column.CompressedSize, FieldIds.Column.DataPageOffset, FieldIds.Column.IndexPageOffset, FieldIds.Column.DictionaryPageOffset,
                 })
        {
            if (column.Has(id))
                moved.Set(id, column.Fields.First(field => field.Key == id).Value);
        }
        moved.SetList(FieldIds.Column.Path, ThriftType.Binary, [System.Text.Encoding.UTF8.GetBytes(SchemaElements.Name(element))]);
        Shift(moved, ColumnPositions, FileFooter.Magic.Length - start);

        var rows = column.Integer(FieldIds.Column.ValueCount) ?? 0;
        var single = new ThriftStruct().SetLong(FieldIds.Chunk.Offset, FileFooter.Magic.Length).SetStruct(FieldIds.Chunk.MetaData, moved);
        var footer = FileFooter.Create([element], [RowGroup([single], rows)], [], []);

        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, CopyBufferSize, useAsync: false);
        target.Write(FileFooter.Magic);
        source.Seek(start, SeekOrigin.Begin);
        await CopyAsync(source, target, length, cancellationToken);
        target.Write(footer.ToTail());
    }

    /// <summary>Appends the single chunk of a file to another file.</summary>
    /// <param name="path">The file with the chunk.</param>
    /// <param name="name">The column's name in the other file.</param>
    /// <param name="target">The other file.</param>
    /// <param name="position">Where the other file ends so far.</param>
    /// <param name="cancellationToken">Stops the copying.</param>
    /// <returns>The chunk's entry for the other file's footer, and how many bytes were appended.</returns>
    public static async Task<(ThriftStruct Chunk, long Length)> AppendAsync(
        string path, string name, Stream target, long position, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, CopyBufferSize, useAsync: false);
        var footer = await FileFooter.ReadAsync(source, cancellationToken);
        var chunk = footer.RowGroups.Single().Items<ThriftStruct>(FieldIds.RowGroup.Columns).Single();

        // All between the magic bytes and the footer: the pages, and a bloom filter where DuckDB made one.
        var length = source.Length - FileFooter.Magic.Length - footer.LengthInFile;
        source.Seek(FileFooter.Magic.Length, SeekOrigin.Begin);
        await CopyAsync(source, target, length, cancellationToken);

        Shift(chunk, ChunkPositions, position - FileFooter.Magic.Length);
        var column = MetaData(chunk);
        Shift(column, ColumnPositions, position - FileFooter.Magic.Length);
        column.SetList(FieldIds.Column.Path, ThriftType.Binary, [System.Text.Encoding.UTF8.GetBytes(name)]);
        return (chunk, length);
    }

    /// <summary>The entry for a column of a row group without rows: no pages, at the end of the file so far.</summary>
    public static ThriftStruct Empty(string name, ColumnType type, CompressionMethod codec, long position)
    {
        var column = new ThriftStruct()
            .SetInt(FieldIds.Column.Type, (int)type.Physical)
            .SetList(FieldIds.Column.Encodings, ThriftType.I32, [])
            .SetList(FieldIds.Column.Path, ThriftType.Binary, [System.Text.Encoding.UTF8.GetBytes(name)])
            .SetInt(FieldIds.Column.Codec, (int)codec)
            .SetLong(FieldIds.Column.ValueCount, 0)
            .SetLong(FieldIds.Column.UncompressedSize, 0)
            .SetLong(FieldIds.Column.CompressedSize, 0)
            .SetLong(FieldIds.Column.DataPageOffset, position);
        return new ThriftStruct().SetLong(FieldIds.Chunk.Offset, position).SetStruct(FieldIds.Chunk.MetaData, column);
    }

    /// <summary>The entry for a row group.</summary>
    /// <param name="chunks">Its columns' entries.</param>
    /// <param name="rowCount">How many rows it has.</param>
    public static ThriftStruct RowGroup(IReadOnlyList<ThriftStruct> chunks, long rowCount)
    {
        long Total(short id) => chunks.Sum(chunk => MetaData(chunk).Integer(id) ?? 0);
        return new ThriftStruct()
            .SetStructs(FieldIds.RowGroup.Columns, chunks)
            .SetLong(FieldIds.RowGroup.UncompressedSize, Total(FieldIds.Column.UncompressedSize))
            .SetLong(FieldIds.RowGroup.RowCount, rowCount)
            .SetLong(FieldIds.RowGroup.CompressedSize, Total(FieldIds.Column.CompressedSize));
    }

    private static void Shift(ThriftStruct structure, ReadOnlySpan<short> positions, long by)
    {
        foreach (var id in positions)
        {
            // 0 is how some writers say that there is no such thing.
            if (structure.Integer(id) is > 0 and var position)
                structure.SetLong(id, position + by);
        }
    }

    private static async Task CopyAsync(Stream source, Stream target, long length, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(CopyBufferSize, length)];
        while (length > 0)
        {
            var count = (int)Math.Min(buffer.Length, length);
            await source.ReadExactlyAsync(buffer.AsMemory(0, count), cancellationToken);
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            length -= count;
        }
    }
}
