using Parquet.Format;
using Parquet.Schema;

namespace Parquet;

/// <summary>Reads a parquet file. Opening reads the footer only; values are read by row group and column.</summary>
/// <remarks>Not to be used on several threads at once: all row groups share the stream.</remarks>
public class ParquetReader : ParquetActor, IAsyncDisposable
{
    private const int SmallestFile = 8;

    private readonly bool _leaveStreamOpen;
    private readonly ParquetOptions _options;
    private readonly FileFooter _footer;
    private readonly List<ParquetRowGroupReader> _rowGroups;

    private ParquetReader(Stream stream, ParquetOptions options, bool leaveStreamOpen, FileFooter footer) : base(stream)
    {
        _options = options;
        _leaveStreamOpen = leaveStreamOpen;
        _footer = footer;
        _rowGroups = footer.RowGroups.Select((group, index) => new ParquetRowGroupReader(group, index, footer, stream, options)).ToList();
    }

    /// <summary>The file's own key-value pairs.</summary>
    public Dictionary<string, string> CustomMetadata => _footer.Metadata;

    /// <summary>How many row groups the file has.</summary>
    public int RowGroupCount => _rowGroups.Count;

    /// <summary>The row groups' readers, in order.</summary>
    public IReadOnlyList<ParquetRowGroupReader> RowGroups => _rowGroups;

    /// <summary>The file's columns.</summary>
    /// <exception cref="NotSupportedException">A column is nested.</exception>
    public ParquetSchema Schema =>
        new(_footer.Elements.Select(element => SchemaElements.ToField(element, _options, _footer.RequiredColumns.Contains(SchemaElements.Name(element)))));

    /// <summary>Opens a file, which is closed again when the reader is disposed.</summary>
    /// <param name="filePath">Its path.</param>
    /// <param name="parquetOptions">How to read it.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="IOException">It is not a whole parquet file.</exception>
    /// <exception cref="ParquetException">Its footer is damaged.</exception>
    public static async Task<ParquetReader> CreateAsync(
        string filePath, ParquetOptions? parquetOptions = null, CancellationToken cancellationToken = default)
    {
        var stream = File.OpenRead(filePath);
        try
        {
            return await CreateAsync(stream, parquetOptions, leaveStreamOpen: false, cancellationToken);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a stream.</summary>
    /// <param name="input">The stream; it must be readable and seekable.</param>
    /// <param name="parquetOptions">How to read it.</param>
    /// <param name="leaveStreamOpen">Whether the stream stays open when the reader is disposed.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <exception cref="ArgumentException">The stream cannot be read or sought.</exception>
    /// <exception cref="IOException">It is not a whole parquet file.</exception>
    /// <exception cref="ParquetException">Its footer is damaged.</exception>
    public static async Task<ParquetReader> CreateAsync(
        Stream input, ParquetOptions? parquetOptions = null, bool leaveStreamOpen = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!input.CanRead || !input.CanSeek)
            throw new ArgumentException("The stream must be readable and seekable.", nameof(input));
        if (input.Length <= SmallestFile)
            throw new IOException($"Not a parquet file: it has {input.Length} bytes only.");
        return new ParquetReader(input, parquetOptions ?? new ParquetOptions(), leaveStreamOpen, await FileFooter.ReadAsync(input, cancellationToken));
    }

    /// <summary>Reads a file's schema.</summary>
    /// <param name="filePath">Its path.</param>
    public static async Task<ParquetSchema> ReadSchemaAsync(string filePath)
    {
        await using var reader = await CreateAsync(filePath);
        return reader.Schema;
    }

    /// <summary>Reads a stream's schema.</summary>
    /// <param name="parquetStream">The stream; it stays open.</param>
    public static async Task<ParquetSchema> ReadSchemaAsync(Stream parquetStream)
    {
        await using var reader = await CreateAsync(parquetStream);
        return reader.Schema;
    }

    /// <summary>The reader of a row group. It costs nothing until values are read.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row group.</exception>
    public ParquetRowGroupReader OpenRowGroupReader(int index) => _rowGroups[index];

    /// <summary>Closes the stream where it is the reader's.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_leaveStreamOpen)
            await Stream.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
