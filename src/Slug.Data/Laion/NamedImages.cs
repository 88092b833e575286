using Slug.Data.WebDataset;

namespace Slug.Data.Laion;

/// <summary>The rows of the metadata whose caption names a concept, in the metadata's order and numbered anew.</summary>
internal sealed class NamedImages : IImageTable
{
    private readonly IReadOnlyList<ImageRow> _rows;

    private NamedImages(IReadOnlyList<ExtraColumn> extra, IReadOnlyList<ImageRow> rows, long searched) =>
        (Extra, _rows, Searched) = (extra, rows, searched);

    /// <inheritdoc/>
    public IReadOnlyList<ExtraColumn> Extra { get; }

    /// <inheritdoc/>
    public long Rows => _rows.Count;

    /// <summary>Rows of the metadata that were searched: all of them, unless the most rows were found in fewer.</summary>
    public long Searched { get; }

    /// <summary>Captions that were searched and hold letters that could not be decoded when the metadata were made.</summary>
    public long Undecoded { get; private init; }

    /// <summary>
    /// Reads the captions one row group at a time, and the other columns, one after the other, of those groups alone that name the concept: no more
    /// than one column of one row group is in memory besides the rows found.
    /// </summary>
    /// <exception cref="InvalidDataException">Too few captions name the concept, or a page is damaged.</exception>
    public static async Task<NamedImages> SearchAsync(
        ImageMetadata metadata, ImageShardOptions options, CaptionFilter filter, IProgress<CrawlProgress>? progress, CancellationToken cancellation)
    {
        var matcher = filter.Matcher;
        var found = new List<ImageRow>();
        var searched = 0L;
        var undecoded = 0L;
        foreach (var path in metadata.Files)
        {
            if (found.Count == filter.MostRows)
                break;
            await using var file = await MetadataFile.OpenAsync(path, cancellation).ConfigureAwait(false);
            var columns = metadata.ColumnsOf(path);
            foreach (var group in file.Groups)
            {
                var captions = await file.ReadLettersAsync(group, columns.Caption, cancellation).ConfigureAwait(false);
                var room = filter.MostRows - found.Count;
                List<int> rows = [.. Enumerable.Range(0, captions.Length).Where(row => captions[row] is { } caption && matcher.Matches(caption.Span)).Take(room)];
                var texts = rows.ConvertAll(row => captions[row]?.ToString());
                undecoded += captions.Count(caption => caption?.Span.Contains('\uFFFD') == true);
                // A row group has a million captions: they make room for the next column.
                captions = [];
                if (rows.Count > 0)
                    await AddAsync(file, group, columns, rows, texts).ConfigureAwait(false);
                searched += rows.Count == room ? rows[^1] + 1 : group.RowCount;
                progress?.Report(new CrawlProgress(searched, metadata.Rows, CrawlPhase.Search));
                if (rows.Count == room)
                    break;
            }
        }
        Require(found.Count, searched, filter, matcher);
        return new NamedImages(metadata.Extra, found, searched) { Undecoded = undecoded };

        async Task AddAsync(MetadataFile file, Parquet.ParquetRowGroupReader group, ImageColumns names, List<int> rows, List<string?> texts)
        {
            var urls = await file.ReadTextAsync(group, names.Url, cancellation).ConfigureAwait(false);
            List<string?> addresses = rows.ConvertAll(row => urls[row]);
            urls = [];
            var columns = new List<List<object?>>();
            foreach (var column in metadata.Extra)
            {
                var values = await file.ReadAsync(group, column.Name, cancellation).ConfigureAwait(false);
                columns.Add(rows.ConvertAll(row => values[row]));
            }
            foreach (var (i, text) in texts.Index())
                found.Add(new ImageRow(found.Count, addresses[i], text, [.. columns.Select(column => column[i])]));
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ImageRow> ReadAsync(Func<long, bool> wanted, CancellationToken cancellation) =>
        _rows.Where(row => wanted(row.Number)).ToAsyncEnumerable();

    private static void Require(int found, long searched, CaptionFilter filter, CaptionMatcher matcher)
    {
        if (found >= filter.FewestRows)
            return;
        var needed = filter.FewestRows > 1 ? $"; at least {filter.FewestRows} are needed" : "";
        throw new InvalidDataException(
            $"{matcher.TooFew(found)} among {searched} rows of the metadata{needed}. {matcher.FindMore("Add more metadata files")}");
    }
}
