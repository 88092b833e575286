using System.Runtime.CompilerServices;

namespace Slug.Data.Laion;

/// <summary>
/// Parquet files that list images by address and caption, as LAION publishes them, read as one table. All files are checked when it is
/// opened; values are read one row group at a time.
/// </summary>
internal sealed class ImageMetadata : IImageTable
{
    private readonly IReadOnlyList<ImageColumns> _columns;
    private readonly IReadOnlyList<IReadOnlyList<long>> _groupRows;

    private ImageMetadata(
        IReadOnlyList<string> files, IReadOnlyList<ImageColumns> columns, IReadOnlyList<IReadOnlyList<long>> groupRows)
    {
        Files = files;
        _columns = columns;
        _groupRows = groupRows;
        Rows = groupRows.Sum(file => file.Sum());
    }

    /// <summary>The files' paths.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <inheritdoc/>
    public IReadOnlyList<ExtraColumn> Extra => _columns[0].Extra;

    /// <summary>Rows in all files.</summary>
    public long Rows { get; }

    /// <summary>Reads the footers of all files.</summary>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file is cut short or no parquet file, or lacks a column; or the files' columns differ.</exception>
    public static async Task<ImageMetadata> OpenAsync(IReadOnlyList<string> files, ImageShardOptions options, CancellationToken cancellation)
    {
        if (files.Count == 0)
            throw new ArgumentException("There is no metadata: name at least one parquet file.", nameof(files));
        var chosen = new List<ImageColumns>();
        var groupRows = new List<IReadOnlyList<long>>();
        foreach (var path in files)
        {
            await using var file = await MetadataFile.OpenAsync(path, cancellation).ConfigureAwait(false);
            var columns = MetadataColumns.Choose(path, file.Fields, options);
            chosen.Add(columns);
            if (!chosen[0].Extra.SequenceEqual(columns.Extra))
                throw new InvalidDataException($"{path} has other columns ({Names(columns.Extra)}) than {files[0]} ({Names(chosen[0].Extra)}); "
                    + "name the columns to keep, or read the files one at a time.");
            groupRows.Add([.. file.Groups.Select(group => group.RowCount)]);
        }
        return new ImageMetadata(files, chosen, groupRows);

        static string Names(IEnumerable<ExtraColumn> columns) => string.Join(", ", columns.Select(column => column.Name));
    }

    /// <summary>The columns of a file.</summary>
    public ImageColumns ColumnsOf(string file) => _columns[Files.Index().First(candidate => candidate.Item == file).Index];

    /// <summary>The rows for which <paramref name="wanted"/> holds, in order. Row groups without such rows are not read.</summary>
    /// <exception cref="InvalidDataException">A page is damaged.</exception>
    public async IAsyncEnumerable<ImageRow> ReadAsync(
        Func<long, bool> wanted, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var first = 0L;
        foreach (var (index, path) in Files.Index())
        {
            if (!Any(wanted, first, _groupRows[index].Sum()))
            {
                first += _groupRows[index].Sum();
                continue;
            }
            await using var file = await MetadataFile.OpenAsync(path, cancellation).ConfigureAwait(false);
            foreach (var group in file.Groups)
            {
                if (Any(wanted, first, group.RowCount))
                {
                    var urls = await file.ReadTextAsync(group, _columns[index].Url, cancellation).ConfigureAwait(false);
                    var captions = await file.ReadTextAsync(group, _columns[index].Caption, cancellation).ConfigureAwait(false);
                    var columns = new List<object?[]>();
                    foreach (var extra in Extra)
                        columns.Add(await file.ReadAsync(group, extra.Name, cancellation).ConfigureAwait(false));
                    for (var row = 0; row < group.RowCount; row++)
                        if (wanted(first + row))
                            yield return new ImageRow(first + row, urls[row], captions[row], [.. columns.Select(column => column[row])]);
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
}
