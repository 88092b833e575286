using System.Runtime.CompilerServices;
using Parquet;

namespace Slug.Data.Laion;

/// <summary>One image of the metadata.</summary>
/// <param name="Number">Its row, counted over all files from 0.</param>
/// <param name="Url">Its address, or null where the metadata has none.</param>
/// <param name="Caption">Its caption, or null.</param>
/// <param name="Extra">The values of the further columns, in their order.</param>
internal sealed record ImageRow(long Number, string? Url, string? Caption, IReadOnlyList<object?> Extra);

/// <summary>A further column of the metadata.</summary>
internal sealed record ExtraColumn(string Name, ColumnCodec Codec);

/// <summary>
/// Parquet files that list images by address and caption, as LAION publishes them, read as one table. All files are checked when it is
/// opened; values are read one row group at a time.
/// </summary>
internal sealed class ImageMetadata
{
    private readonly IReadOnlyList<string> _files;
    private readonly ImageShardOptions _options;
    private readonly IReadOnlyList<IReadOnlyList<long>> _groupRows;

    private ImageMetadata(
        IReadOnlyList<string> files, ImageShardOptions options, IReadOnlyList<ExtraColumn> extra, IReadOnlyList<IReadOnlyList<long>> groupRows)
    {
        _files = files;
        _options = options;
        Extra = extra;
        _groupRows = groupRows;
        Rows = groupRows.Sum(file => file.Sum());
    }

    /// <summary>The further columns.</summary>
    public IReadOnlyList<ExtraColumn> Extra { get; }

    /// <summary>Rows in all files.</summary>
    public long Rows { get; }

    /// <summary>Reads the footers of all files.</summary>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file is cut short or no parquet file, or lacks a column; or the files' columns differ.</exception>
    public static async Task<ImageMetadata> OpenAsync(IReadOnlyList<string> files, ImageShardOptions options, CancellationToken cancellation)
    {
        if (files.Count == 0)
            throw new ArgumentException("There is no metadata: name at least one parquet file.", nameof(files));
        IReadOnlyList<ExtraColumn>? extra = null;
        var groupRows = new List<IReadOnlyList<long>>();
        foreach (var file in files)
        {
            await using var reader = await OpenAsync(file, cancellation).ConfigureAwait(false);
            var columns = MetadataColumns.Choose(file, reader.Schema.DataFields, options);
            extra ??= columns;
            if (!extra.SequenceEqual(columns))
                throw new InvalidDataException($"{file} has other columns ({Names(columns)}) than {files[0]} ({Names(extra)}); "
                    + "name the columns to keep, or read the files one at a time.");
            groupRows.Add([.. reader.RowGroups.Select(group => group.RowCount)]);
        }
        return new ImageMetadata(files, options, extra!, groupRows);

        static string Names(IEnumerable<ExtraColumn> columns) => string.Join(", ", columns.Select(column => column.Name));
    }

    /// <summary>The rows for which <paramref name="wanted"/> holds, in order. Row groups without such rows are not read.</summary>
    /// <exception cref="InvalidDataException">A page is damaged.</exception>
    public async IAsyncEnumerable<ImageRow> ReadAsync(
        Func<long, bool> wanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var first = 0L;
        foreach (var (index, file) in _files.Index())
        {
            if (!Any(wanted, first, _groupRows[index].Sum()))
            {
                first += _groupRows[index].Sum();
                continue;
            }
            await using var reader = await OpenAsync(file, cancellation).ConfigureAwait(false);
            foreach (var group in reader.RowGroups)
            {
                if (Any(wanted, first, group.RowCount))
                {
                    var columns = await ReadGroupAsync(file, reader, group, cancellation).ConfigureAwait(false);
                    for (var row = 0; row < group.RowCount; row++)
                        if (wanted(first + row))
                            yield return new ImageRow(
                                first + row, (string?)columns[0][row], (string?)columns[1][row], [.. columns.Skip(2).Select(column => column[row])]);
                }
                first += group.RowCount;
            }
        }
    }

    private static bool Any(Func<long, bool> wanted, long first, long count)
    {
        for (var row = first; row < first + count; row++)
            if (wanted(row))
                return true;
        return false;
    }

    private async Task<object?[][]> ReadGroupAsync(string file, ParquetReader reader, ParquetRowGroupReader group, CancellationToken cancellation)
    {
        string[] names = [_options.UrlColumn, _options.CaptionColumn, .. Extra.Select(column => column.Name)];
        var columns = new List<object?[]>();
        foreach (var name in names)
        {
            var field = Array.Find(reader.Schema.DataFields, candidate => candidate.Name == name)!;
            try
            {
                columns.Add(await ColumnCodec.For(field)!.ReadAsync(group, field, cancellation).ConfigureAwait(false));
            }
            catch (Exception damaged) when (IsDamage(damaged))
            {
                throw new InvalidDataException($"{file}: the column {name} cannot be read: {damaged.Message}. Fetch the file again.", damaged);
            }
        }
        return [.. columns];
    }

    private static async Task<ParquetReader> OpenAsync(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file))
            throw new FileNotFoundException($"The metadata file {file} does not exist.", file);
        try
        {
            return await ParquetReader.CreateAsync(file, cancellationToken: cancellation).ConfigureAwait(false);
        }
        catch (Exception damaged) when (IsDamage(damaged))
        {
            throw new InvalidDataException($"{file} is no whole parquet file: {damaged.Message} Fetch it again.", damaged);
        }
    }

    // Readers of damaged files fail in many ways; only these say something else.
    private static bool IsDamage(Exception failure) =>
        failure is not (OperationCanceledException or DllNotFoundException or OutOfMemoryException or UnauthorizedAccessException);
}
