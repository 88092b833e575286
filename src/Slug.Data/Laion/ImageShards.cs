using System.Security.Cryptography;
using System.Text;
using Slug.Basics;

namespace Slug.Data.Laion;

/// <summary>
/// Turns lists of image addresses with captions, such as LAION's, into webdataset shards, as img2dataset does for the reference. Samples
/// are in the order of the metadata, whichever image arrives first.
/// </summary>
public static class ImageShards
{
    /// <summary>
    /// Makes the shards that are not there yet. An image that cannot be had is counted by cause and left out; a shard that a killed run did not finish
    /// is made anew.
    /// </summary>
    /// <param name="metadata">The parquet files, read as one table in this order.</param>
    /// <param name="folder">Where the shards go.</param>
    /// <param name="options">What to make, and how to fetch.</param>
    /// <param name="log">Receives a line per shard.</param>
    /// <param name="cancellation">Stops; finished shards stay.</param>
    /// <param name="time">The clock for timeouts and waits.</param>
    /// <param name="random">Draws the jitter of waits.</param>
    /// <param name="progress">Told after every row, and with a filter first of all of the search.</param>
    /// <returns>The sum over all shards that were asked for, those of earlier runs included.</returns>
    /// <exception cref="FileNotFoundException">A metadata file is not there.</exception>
    /// <exception cref="InvalidDataException">A metadata file is damaged, lacks a column, holds no row for the shards asked for, or too few that name the filter's concept.</exception>
    public static async Task<ImageShardStatistics> DownloadAsync(
        IReadOnlyList<string> metadata, string folder, ImageShardOptions options, Action<string>? log = null,
        CancellationToken cancellation = default, TimeProvider? time = null, SeededRandom? random = null, IProgress<CrawlProgress>? progress = null)
    {
        Check(options);
        var table = await OpenAsync(metadata, options, log, progress, cancellation).ConfigureAwait(false);
        var fingerprint = Fingerprint(metadata, options);
        var available = (int)Math.Min((table.Rows + options.SamplesPerShard - 1) / options.SamplesPerShard, int.MaxValue);
        var end = (int)Math.Min((long)options.FirstShard + options.Shards, available);
        if (end <= options.FirstShard)
            throw new InvalidDataException($"The metadata has {table.Rows} rows, which is no row for shard {options.FirstShard}.");
        if (options.Shards < int.MaxValue && end - options.FirstShard < options.Shards)
        {
            log?.Invoke($"warning: {options.Shards} shards were asked for, and the metadata's {table.Rows} rows make {end - options.FirstShard}"
                + (options.FirstShard == 0 ? "" : $" from shard {options.FirstShard} on") + "; name more metadata files if that is too little");
        }

        var done = new SortedDictionary<int, ImageShardStatistics>();
        for (var shard = options.FirstShard; shard < end; shard++)
            if (new ImageShardFiles(folder, shard).Finished(fingerprint) is { } finished)
                done.Add(shard, finished);
        if (done.Count > 0)
            log?.Invoke($"{done.Count} shards are there already");
        HashSet<int> missing = [.. Enumerable.Range(options.FirstShard, end - options.FirstShard).Where(shard => !done.ContainsKey(shard))];
        var crawl = new ImageCrawl(table, folder, options, fingerprint, time ?? TimeProvider.System, random ?? new SeededRandom(0));
        var before = done.Values.Sum(shard => (long)shard.Count);
        var wanted = Math.Min((long)end * options.SamplesPerShard, table.Rows) - ((long)options.FirstShard * options.SamplesPerShard);
        await foreach (var (shard, statistics) in crawl.RunAsync(missing, Report, cancellation).ConfigureAwait(false))
        {
            done.Add(shard, statistics);
            log?.Invoke($"shard {shard:D5}: {statistics}");
        }
        return ImageShardStatistics.Sum(done.Values, fingerprint);

        void Report(long rows) => progress?.Report(new CrawlProgress(before + rows, wanted));
    }

    private static async Task<IImageTable> OpenAsync(
        IReadOnlyList<string> files, ImageShardOptions options, Action<string>? log, IProgress<CrawlProgress>? progress, CancellationToken cancellation)
    {
        var metadata = await ImageMetadata.OpenAsync(files, options, cancellation).ConfigureAwait(false);
        var (url, caption) = (metadata.ColumnsOf(files[0]).Url, metadata.ColumnsOf(files[0]).Caption);
        log?.Invoke($"addresses are in the column {url} of the metadata, captions in {caption}");
        if (options.Filter is not { } filter)
            return metadata;
        var named = await NamedImages.SearchAsync(metadata, options, filter, progress, cancellation).ConfigureAwait(false);
        log?.Invoke($"{named.Rows} captions of {named.Searched} rows name {filter.Matcher}"
            + (named.Searched < metadata.Rows ? $"; the other {metadata.Rows - named.Searched} rows were not needed" : ""));
        if (named.Undecoded > 0)
            log?.Invoke($"warning: {named.Undecoded} of {named.Searched} captions hold letters that were lost when the metadata were made (U+FFFD); a concept is not found in them by those letters");
        return named;
    }

    private static void Check(ImageShardOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SamplesPerShard);
        ArgumentOutOfRangeException.ThrowIfNegative(options.FirstShard);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Shards);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.ImageSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Crawl.Concurrency);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Crawl.PerHost);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Crawl.Window);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Crawl.MaxBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Crawl.Retries);
        if (options.Filter is { } filter)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(filter.MostRows);
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(filter.FewestRows);
            _ = filter.Matcher;
        }
        if (options.Quality is < 1 or > 100)
            throw new ArgumentOutOfRangeException(nameof(options), options.Quality, "The JPEG quality must be from 1 to 100.");
    }

    // What the images depend on; how they are fetched is not in it.
    private static string Fingerprint(IEnumerable<string> metadata, ImageShardOptions options)
    {
        string[] parts =
        [
            "image-shards-1", options.UrlColumn ?? "URL", options.CaptionColumn ?? "TEXT", options.ExtraColumns is { } extra ? string.Join('\0', extra) : "*",
            $"{options.SamplesPerShard} {options.ImageSize} {options.Resize} {options.Quality}",
            .. options.RespectOptOut ? ["opt-out"] : Array.Empty<string>(),
            .. options.Filter is { } filter ? [$"{filter.Phrase}\0{filter.Mode}\0{filter.MostRows}"] : Array.Empty<string>(),
            .. metadata.Select(path => $"{Path.GetFileName(path)} {new FileInfo(path).Length}"),
        ];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
    }
}
