using Parquet;

namespace Slug.Data.Laion;

/// <summary>A parquet file that is open for reading, with errors that say which file and column is damaged.</summary>
internal sealed class MetadataFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly ParquetReader _reader;

    private MetadataFile(string path, ParquetReader reader) => (_path, _reader) = (path, reader);

    /// <summary>The columns.</summary>
    public IReadOnlyList<Parquet.Schema.DataField> Fields => _reader.Schema.DataFields;

    /// <summary>The row groups, in order.</summary>
    public IReadOnlyList<ParquetRowGroupReader> Groups => _reader.RowGroups;

    /// <summary>Reads the footer.</summary>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="InvalidDataException">It is cut short or no parquet file.</exception>
    public static async Task<MetadataFile> OpenAsync(string path, CancellationToken cancellation)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"The metadata file {path} does not exist.", path);
        try
        {
            return new MetadataFile(path, await ParquetReader.CreateAsync(path, cancellationToken: cancellation).ConfigureAwait(false));
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            throw new InvalidDataException($"{path} is no whole parquet file: {damaged.Message} Fetch it again.", damaged);
        }
    }

    /// <summary>The values of a column in one row group.</summary>
    /// <exception cref="InvalidDataException">A page is damaged.</exception>
    public async Task<object?[]> ReadAsync(ParquetRowGroupReader group, string column, CancellationToken cancellation)
    {
        var field = Fields.First(candidate => candidate.Name == column);
        try
        {
            return await ColumnCodec.For(field)!.ReadAsync(group, field, cancellation).ConfigureAwait(false);
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            throw new InvalidDataException($"{_path}: the column {column} cannot be read: {damaged.Message}. Fetch the file again.", damaged);
        }
    }

    /// <summary>Closes the file.</summary>
    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    // Readers of damaged files fail in many ways; only these say something else.
    private static bool IsDamage(Exception failure) =>
        failure is not (OperationCanceledException or DllNotFoundException or OutOfMemoryException or UnauthorizedAccessException);
}
