using Parquet.DuckDb;
using Parquet.Format;
using Parquet.Schema;

namespace Parquet;

/// <summary>Writes a parquet file: row group by row group, and in each of them column by column in the schema's order.</summary>
public sealed class ParquetWriter : ParquetActor, IAsyncDisposable
{
    private readonly ParquetSchema _schema;
    private readonly ParquetOptions _options;
    private readonly List<ParquetRowGroupWriter> _rowGroups = [];
    private bool _isDisposed;

    private ParquetWriter(ParquetSchema schema, Stream output, ParquetOptions options) : base(output)
    {
        _schema = schema;
        _options = options;
    }

    /// <summary>The file's own key-value pairs; they are written with the footer.</summary>
    public IReadOnlyDictionary<string, string> CustomMetadata { get; set; } = new Dictionary<string, string>();

    /// <summary>Where the next byte goes, counted from the start of the file, for streams that cannot say.</summary>
    internal long Position { get; private set; }

    /// <summary>Starts a file on a stream, which the writer leaves open.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="output">Takes the file.</param>
    /// <param name="options">How to write it.</param>
    /// <param name="append">Whether to add to a file; only <c>false</c> is supported.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="ArgumentException">The stream cannot be written.</exception>
    /// <exception cref="NotSupportedException">A column's type, the codec, or appending is not supported.</exception>
    public static async Task<ParquetWriter> CreateAsync(
        ParquetSchema schema, Stream output, ParquetOptions? options = null, bool append = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(output);
        if (!output.CanWrite)
            throw new ArgumentException("The stream cannot be written.", nameof(output));
        if (append)
            throw Unsupported.Member("ParquetWriter.CreateAsync(append: true)");
        options ??= new ParquetOptions();
        // What cannot be written is refused now, not after the first columns.
        _ = ColumnFileWriter.Compression(options);
        foreach (var field in schema.DataFields)
            _ = ColumnType.Of(field.ClrType, field.Name);

        var writer = new ParquetWriter(schema, output, options) { Position = output.CanSeek ? output.Position : 0 };
        await output.WriteAsync(FileFooter.Magic.ToArray(), cancellationToken);
        writer.Advance(FileFooter.Magic.Length);
        return writer;
    }

    /// <summary>Starts a row group. The one before it must be complete.</summary>
    public ParquetRowGroupWriter CreateRowGroup()
    {
        var rowGroup = new ParquetRowGroupWriter(this, Stream, _schema.DataFields, _options);
        _rowGroups.Add(rowGroup);
        return rowGroup;
    }

    /// <summary>Writes the footer, without which the file cannot be read.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        var fields = _schema.DataFields;
        var footer = FileFooter.Create(
            // DuckDB writes every column as one with definition levels.
            fields.Select(field => SchemaElements.FromType(field.Name, ColumnType.Of(field.ClrType, field.Name), Repetition.Optional)).ToList(),
            _rowGroups.Select(rowGroup => rowGroup.ToFooterEntry()).ToList(),
            CustomMetadata,
            fields.Where(field => !field.IsNullable).Select(field => field.Name).ToList());
        await Stream.WriteAsync(footer.ToTail());
        await Stream.FlushAsync();
    }

    /// <summary>Counts bytes that a row group wrote.</summary>
    internal void Advance(long length) => Position += length;
}
