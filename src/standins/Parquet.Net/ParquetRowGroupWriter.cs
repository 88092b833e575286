using Parquet.DuckDb;
using Parquet.Format;
using Parquet.Schema;

namespace Parquet;

/// <summary>Writes the columns of one row group, in the schema's order. Each column is on the stream when its call returns.</summary>
public class ParquetRowGroupWriter : IDisposable
{
    private readonly ParquetWriter _writer;
    private readonly Stream _stream;
    private readonly DataField[] _fields;
    private readonly ParquetOptions _options;
    private readonly List<ThriftStruct> _chunks = [];
    private long? _rowCount;

    internal ParquetRowGroupWriter(ParquetWriter writer, Stream stream, DataField[] fields, ParquetOptions options)
    {
        _writer = writer;
        _stream = stream;
        _fields = fields;
        _options = options;
    }

    /// <summary>Writes a text column.</summary>
    /// <inheritdoc cref="WriteAsync{T}(DataField, ReadOnlyMemory{T}, ReadOnlyMemory{int}?, Dictionary{string, string}?, CancellationToken)"/>
    /// <param name="field">The column.</param>
    /// <param name="values">Its values, null for missing ones.</param>
    /// <param name="repetitionLevels">For lists, which are not supported; must be null.</param>
    public Task WriteAsync(DataField field, IReadOnlyCollection<string?> values, ReadOnlyMemory<int>? repetitionLevels = null) =>
        WriteAsync<ReadOnlyMemory<char>>(field, values.Select(text => text?.AsMemory()).ToArray(), repetitionLevels);

    /// <summary>Writes a binary column.</summary>
    /// <inheritdoc cref="WriteAsync{T}(DataField, ReadOnlyMemory{T}, ReadOnlyMemory{int}?, Dictionary{string, string}?, CancellationToken)"/>
    /// <param name="field">The column.</param>
    /// <param name="values">Its values, null for missing ones.</param>
    /// <param name="repetitionLevels">For lists, which are not supported; must be null.</param>
    public Task WriteAsync(DataField field, IReadOnlyCollection<byte[]?> values, ReadOnlyMemory<int>? repetitionLevels = null) =>
        WriteAsync<ReadOnlyMemory<byte>>(field, values.Select(bytes => bytes is null ? (ReadOnlyMemory<byte>?)null : bytes).ToArray(), repetitionLevels);

    /// <summary>Writes a column in which values may be missing.</summary>
    /// <inheritdoc cref="WriteAsync{T}(DataField, ReadOnlyMemory{T}, ReadOnlyMemory{int}?, Dictionary{string, string}?, CancellationToken)"/>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="field">The column.</param>
    /// <param name="values">Its values, null for missing ones.</param>
    /// <param name="repetitionLevels">For lists, which are not supported; must be null.</param>
    /// <param name="customMetadata">Key-value pairs of the column.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public Task WriteAsync<T>(
        DataField field,
        ReadOnlyMemory<T?> values,
        ReadOnlyMemory<int>? repetitionLevels = null,
        Dictionary<string, string>? customMetadata = null,
        CancellationToken cancellationToken = default) where T : struct
    {
        Check(field, typeof(T), repetitionLevels);
        var levels = new int[values.Length];
        var packed = new T[values.Length];
        var count = 0;
        for (var row = 0; row < levels.Length; row++)
        {
            if (values.Span[row] is not { } value)
                continue;
            levels[row] = 1;
            packed[count++] = value;
        }
        if (count < levels.Length && !field.IsNullable)
            throw new ArgumentException($"Column '{field.Name}' is declared without missing values, but row {Array.IndexOf(levels, 0)} has none.", nameof(values));
        return WriteChunkAsync<T>(field, packed.AsMemory(0, count), levels, customMetadata, cancellationToken);
    }

    /// <summary>Writes a column in which no value is missing.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="field">The column.</param>
    /// <param name="values">Its values.</param>
    /// <param name="repetitionLevels">For lists, which are not supported; must be null.</param>
    /// <param name="customMetadata">Key-value pairs of the column.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="ArgumentException">The column is not the next of the schema, or of another type.</exception>
    /// <exception cref="InvalidOperationException">All columns are written, or the row count differs from the first column's.</exception>
    public Task WriteAsync<T>(
        DataField field,
        ReadOnlyMemory<T> values,
        ReadOnlyMemory<int>? repetitionLevels = null,
        Dictionary<string, string>? customMetadata = null,
        CancellationToken cancellationToken = default) where T : struct
    {
        Check(field, typeof(T), repetitionLevels);
        if (field.IsNullable)
            throw new InvalidOperationException($"Column '{field.Name}' may have missing values: pass nullable values (ReadOnlyMemory<{typeof(T).Name}?>).");
        return WriteChunkAsync(field, values, default, customMetadata, cancellationToken);
    }

    /// <summary>Confirms that all columns are written.</summary>
    /// <exception cref="InvalidOperationException">Some are not.</exception>
    public void CompleteValidate()
    {
        if (_chunks.Count < _fields.Length)
        {
            throw new InvalidOperationException($"Only {_chunks.Count} of {_fields.Length} columns were written. "
                + $"Missing: {string.Join(", ", _fields.Skip(_chunks.Count).Select(field => field.Name))}.");
        }
    }

    /// <summary>Does nothing more: columns are written as they come, and the footer when the file's writer is disposed.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    /// <summary>This row group's entry in the footer.</summary>
    internal ThriftStruct ToFooterEntry() => ColumnChunk.RowGroup(_chunks, _rowCount ?? 0);

    private static void Check(DataField field, Type type, ReadOnlyMemory<int>? repetitionLevels)
    {
        ArgumentNullException.ThrowIfNull(field);
        field.EnsureAttachedToSchema(nameof(field));
        if (!field.IsCompatibleWith(type))
            throw new ArgumentException($"Column '{field.Name}' takes {field.ClrType}, not {type}.");
        if (repetitionLevels is not null)
            throw Unsupported.Member("WriteAsync(repetitionLevels)");
    }

    private async Task WriteChunkAsync<T>(
        DataField field, ReadOnlyMemory<T> values, ReadOnlyMemory<int> levels, Dictionary<string, string>? metadata, CancellationToken cancellationToken)
        where T : struct
    {
        if (_chunks.Count == _fields.Length)
            throw new InvalidOperationException($"Column '{field.Name}' is one too many: all {_fields.Length} columns of the schema are written.");
        if (field.Name != _fields[_chunks.Count].Name)
            throw new ArgumentException($"Column '{field.Name}' is out of order: '{_fields[_chunks.Count].Name}' is next.", nameof(field));
        var rowCount = levels.IsEmpty ? values.Length : levels.Length;
        _rowCount ??= rowCount;
        if (rowCount != _rowCount)
            throw new InvalidOperationException($"Column '{field.Name}' has {rowCount} rows; the row group has {_rowCount}.");

        var type = ColumnType.Of(field.ClrType, field.Name);
        var chunk = rowCount == 0
            ? ColumnChunk.Empty(field.Name, type, _options.CompressionMethod, _writer.Position)
            : await WriteRowsAsync(field, type, values, levels, cancellationToken);
        KeyValues.Write(ColumnChunk.MetaData(chunk), FieldIds.Column.KeyValues, metadata ?? []);
        _chunks.Add(chunk);
    }

    private async Task<ThriftStruct> WriteRowsAsync<T>(
        DataField field, ColumnType type, ReadOnlyMemory<T> values, ReadOnlyMemory<int> levels, CancellationToken cancellationToken) where T : struct
    {
        using var file = new TemporaryFile();
        try
        {
            ColumnFileWriter.Write(file.FullPath, type, values.Span, levels.Span, _options, cancellationToken);
        }
        catch (ParquetException error)
        {
            throw new ParquetException($"Column '{field.Name}' cannot be written: {error.Message}", error);
        }
        var (chunk, length) = await ColumnChunk.AppendAsync(file.FullPath, field.Name, _stream, _writer.Position, cancellationToken);
        _writer.Advance(length);
        return chunk;
    }
}
