using System.Runtime.InteropServices;
using Parquet.DuckDb;
using Parquet.Format;
using Parquet.Schema;

namespace Parquet;

/// <summary>Reads the columns of one row group, in any order, each into a buffer that the caller sizes by <see cref="RowCount"/>.</summary>
public class ParquetRowGroupReader : IDisposable
{
    private readonly ThriftStruct _rowGroup;
    private readonly int _index;
    private readonly FileFooter _footer;
    private readonly Stream _stream;
    private readonly ParquetOptions _options;

    internal ParquetRowGroupReader(ThriftStruct rowGroup, int index, FileFooter footer, Stream stream, ParquetOptions options)
    {
        _rowGroup = rowGroup;
        _index = index;
        _footer = footer;
        _stream = stream;
        _options = options;
    }

    /// <summary>How many rows the row group has, those with missing values included.</summary>
    public long RowCount => _rowGroup.Integer(FieldIds.RowGroup.RowCount) ?? 0;

    /// <summary>Whether the file has a column.</summary>
    /// <param name="field">The column.</param>
    public bool ColumnExists(DataField field) => FindChunk(field) is not null;

    /// <summary>The key-value pairs of a column; none where the file lacks the column.</summary>
    /// <param name="field">The column.</param>
    public Dictionary<string, string> GetCustomMetadata(DataField field) =>
        FindChunk(field) is { } chunk ? KeyValues.Read(ColumnChunk.MetaData(chunk), FieldIds.Column.KeyValues) : [];

    /// <summary>Reads a column in which no value is missing.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="field">The column; it must belong to a schema.</param>
    /// <param name="values">Takes the values.</param>
    /// <param name="repetitionLevels">For lists, which are not supported; must be null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ArgumentException">The type is not the field's, the buffer is too small, or the field is nullable.</exception>
    /// <exception cref="ParquetException">The file lacks the column, holds another type in it, or is damaged.</exception>
    public ValueTask ReadAsync<T>(
        DataField field, Memory<T> values, Memory<int>? repetitionLevels = null, CancellationToken cancellationToken = default) where T : struct =>
        ReadRawAsync(field, values, null, repetitionLevels, cancellationToken);

    /// <summary>Reads a column in which values may be missing.</summary>
    /// <inheritdoc cref="ReadAsync{T}(DataField, Memory{T}, Memory{int}?, CancellationToken)"/>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="field">The column; it must belong to a schema.</param>
    /// <param name="values">Takes the values, null for those that are missing.</param>
    /// <param name="repetitionLevels">For lists, which are not supported; must be null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async ValueTask ReadAsync<T>(
        DataField field, Memory<T?> values, Memory<int>? repetitionLevels = null, CancellationToken cancellationToken = default) where T : struct
    {
        var packed = new T[values.Length];
        var levels = await ReadWithLevelsAsync(field, packed, repetitionLevels, cancellationToken);
        for (var (row, next) = (0, 0); row < RowCount; row++)
            values.Span[row] = levels[row] == 0 ? null : packed[next++];
    }

    /// <summary>Reads a text column.</summary>
    /// <inheritdoc cref="ReadAsync{T}(DataField, Memory{T}, Memory{int}?, CancellationToken)"/>
    /// <param name="field">The column; it must belong to a schema.</param>
    /// <param name="values">Takes the values, null for those that are missing.</param>
    /// <param name="repetitionLevels">For lists, which are not supported; must be null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async ValueTask ReadAsync(
        DataField field, Memory<string?> values, Memory<int>? repetitionLevels = null, CancellationToken cancellationToken = default)
    {
        var packed = new ReadOnlyMemory<char>[values.Length];
        var levels = await ReadWithLevelsAsync(field, packed, repetitionLevels, cancellationToken);
        for (var (row, next) = (0, 0); row < RowCount; row++)
            values.Span[row] = levels[row] == 0 ? null : packed[next++].ToString();
    }

    /// <summary>Reads a binary column.</summary>
    /// <inheritdoc cref="ReadAsync{T}(DataField, Memory{T}, Memory{int}?, CancellationToken)"/>
    /// <param name="field">The column; it must belong to a schema.</param>
    /// <param name="values">Takes the values, null for those that are missing.</param>
    /// <param name="repetitionLevels">For lists, which are not supported; must be null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async ValueTask ReadAsync(
        DataField field, Memory<byte[]?> values, Memory<int>? repetitionLevels = null, CancellationToken cancellationToken = default)
    {
        var packed = new ReadOnlyMemory<byte>[values.Length];
        var levels = await ReadWithLevelsAsync(field, packed, repetitionLevels, cancellationToken);
        for (var (row, next) = (0, 0); row < RowCount; row++)
            values.Span[row] = levels[row] == 0 ? null : Whole(packed[next++]);
    }

    /// <summary>Reads the values that are there, packed at the front of a buffer, and beside them which rows have one.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="field">The column; it must belong to a schema.</param>
    /// <param name="values">Takes the values.</param>
    /// <param name="definitionLevels">Takes 1 for each row with a value and 0 for each without; required for a nullable field.</param>
    /// <param name="repetitionLevels">For lists, which are not supported; must be null.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ArgumentException">The type is not the field's, a buffer is missing or too small.</exception>
    /// <exception cref="ParquetException">The file lacks the column, holds another type in it, or is damaged.</exception>
    public async ValueTask ReadRawAsync<T>(
        DataField field,
        Memory<T> values,
        Memory<int>? definitionLevels,
        Memory<int>? repetitionLevels,
        CancellationToken cancellationToken = default) where T : struct
    {
        ArgumentNullException.ThrowIfNull(field);
        if (!field.IsCompatibleWith(typeof(T)))
            throw new ArgumentException($"Column '{field.Path}' has type {field.ClrType}; the buffer is of {typeof(T)}.");
        if (repetitionLevels is not null)
            throw Unsupported.Member("ReadAsync(repetitionLevels)");
        var chunk = FindChunk(field) ?? throw new ParquetException(
            $"'{field.Path}' does not exist in this file. Its columns are: {string.Join(", ", _footer.Elements.Select(SchemaElements.Name))}.");
        var count = checked((int)ColumnChunk.ValueCount(chunk));
        if (values.Length < count)
            throw new ArgumentException($"The buffer for column '{field.Path}' is too small: {values.Length} for {count} rows.");
        if (field.MaxDefinitionLevel > 0 && definitionLevels is null)
            throw new ArgumentException($"Values of column '{field.Path}' may be missing: read them into a buffer of nullable values.");
        if (definitionLevels is { } levels && levels.Length < count)
            throw new ArgumentException($"The buffer for definition levels of column '{field.Path}' is too small: {levels.Length} for {count} rows.");
        field.EnsureAttachedToSchema(nameof(field));
        await ReadChunkAsync(field, chunk, count, values, field.MaxDefinitionLevel > 0 ? definitionLevels!.Value[..count] : default, cancellationToken);
        if (field.MaxDefinitionLevel == 0)
            definitionLevels?[..count].Span.Fill(1);
    }

    /// <summary>Does nothing; the reader of the file holds what needs closing.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    private async ValueTask<int[]> ReadWithLevelsAsync<T>(
        DataField field, T[] packed, Memory<int>? repetitionLevels, CancellationToken cancellationToken) where T : struct
    {
        var levels = new int[RowCount];
        await ReadRawAsync<T>(field, packed, levels, repetitionLevels, cancellationToken);
        return levels;
    }

    private async Task ReadChunkAsync<T>(
        DataField field, ThriftStruct chunk, int count, Memory<T> values, Memory<int> levels, CancellationToken cancellationToken) where T : struct
    {
        if (count == 0)
            return;
        var element = _footer.Elements.First(candidate => SchemaElements.Name(candidate) == field.Name);
        var stored = SchemaElements.ToField(element, _options, isRequired: false);
        if (stored.ClrType != field.ClrType)
            throw new ParquetException($"Column '{field.Path}' holds {stored.ClrType}, not {field.ClrType}.");

        using var file = new TemporaryFile();
        var type = ColumnType.Of(field.ClrType, field.Name);
        try
        {
            await ColumnChunk.ExtractAsync(_stream, chunk, SchemaElements.ForReading(element, type), file.FullPath, cancellationToken);
            ColumnFileReader.Read(file.FullPath, type, count, values.Span, levels.Span, cancellationToken);
        }
        catch (ParquetException error)
        {
            throw new ParquetException($"Column '{field.Path}' of row group {_index} cannot be read: {error.Message}", error);
        }
    }

    private ThriftStruct? FindChunk(DataField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return _rowGroup.Items<ThriftStruct>(FieldIds.RowGroup.Columns).FirstOrDefault(chunk =>
            ColumnChunk.MetaData(chunk).Items<byte[]>(FieldIds.Column.Path) is [var name] && field.Path.Length == 1
            && System.Text.Encoding.UTF8.GetString(name) == field.Name);
    }

    private static byte[] Whole(ReadOnlyMemory<byte> value) =>
        MemoryMarshal.TryGetArray(value, out var segment) && segment.Array is { } array && segment.Count == array.Length ? array : value.ToArray();
}
