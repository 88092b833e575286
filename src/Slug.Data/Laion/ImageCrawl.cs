using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Slug.Basics;

namespace Slug.Data.Laion;

/// <summary>
/// Fetches the images of some shards: many at a time, each host in moderation, and hands them to the shards in the order of their rows. The
/// rows looked ahead are bounded, and so are the undecoded bodies and the decoders at work.
/// </summary>
internal sealed class ImageCrawl(
    IImageTable table, string folder, ImageShardOptions options, string fingerprint, TimeProvider time, SeededRandom random)
{
    /// <summary>Makes the shards, one after the other.</summary>
    /// <param name="shards">Their numbers.</param>
    /// <param name="onRow">Told how many rows are done.</param>
    /// <param name="cancellation">Stops.</param>
    public async IAsyncEnumerable<(int Shard, ImageShardStatistics Statistics)> RunAsync(
        IReadOnlySet<int> shards, Action<long> onRow, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (shards.Count == 0)
            yield break;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var fetcher = new ImageFetcher(options.Crawl, options.RespectOptOut, time, random);
        var queue = Channel.CreateBounded<Task<ImageResult>>(
            new BoundedChannelOptions(options.Crawl.Window) { SingleReader = true, SingleWriter = true });
        var feeding = Task.Run(() => FeedAsync(shards, fetcher, queue.Writer, stop.Token), CancellationToken.None);
        ImageShardWriter? writer = null;
        try
        {
            var current = -1;
            var rows = 0L;
            await foreach (var work in queue.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                var result = await work.ConfigureAwait(false);
                var shard = (int)(result.Row.Number / options.SamplesPerShard);
                if (writer is not null && shard != current)
                    yield return (current, await CompleteAsync(writer, cancellation).ConfigureAwait(false));
                if (shard != current)
                    writer = new ImageShardWriter(new ImageShardFiles(folder, shard), options, table.Extra);
                current = shard;
                writer!.Add(result);
                onRow(++rows);
            }
            if (writer is not null)
                yield return (current, await CompleteAsync(writer, cancellation).ConfigureAwait(false));
        }
        finally
        {
            writer?.Dispose();
            await stop.CancelAsync().ConfigureAwait(false);
            await feeding.ConfigureAwait(false);
        }
    }

    private async Task<ImageShardStatistics> CompleteAsync(ImageShardWriter writer, CancellationToken cancellation)
    {
        var statistics = await writer.CompleteAsync(fingerprint, cancellation).ConfigureAwait(false);
        writer.Dispose();
        return statistics;
    }

    private async Task FeedAsync(
        IReadOnlySet<int> shards, ImageFetcher fetcher, ChannelWriter<Task<ImageResult>> queue, CancellationToken stop)
    {
        var crawl = options.Crawl;
        var hosts = new HostGates(crawl.PerHost);
        using var places = new SemaphoreSlim(crawl.Concurrency);
        using var decoders = new SemaphoreSlim(crawl.Decoders > 0 ? crawl.Decoders : Environment.ProcessorCount);
        var encoder = new ShardImageEncoder(options);
        var running = new Queue<Task>();
        Exception? end = null;
        try
        {
            await foreach (var row in table.ReadAsync(row => shards.Contains((int)(row / options.SamplesPerShard)), stop).ConfigureAwait(false))
            {
                var work = ProcessAsync(row);
                while (running.TryPeek(out var oldest) && oldest.IsCompleted)
                    _ = running.Dequeue();
                running.Enqueue(work);
                await queue.WriteAsync(work, stop).ConfigureAwait(false);
            }
        }
        catch (Exception failure)
        {
            // The reader of the queue rethrows it; this task has nobody above it.
            end = failure;
        }
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        queue.Complete(end);

        async Task<ImageResult> ProcessAsync(ImageRow row)
        {
            if (ImageFetcher.Parse(row.Url) is not { } address)
                return new ImageResult(row, null, Fetched: false, SkipCause.BadAddress);
            // The host's place first: a crowd before one host must not take the places of requests to others.
            using var hostPlace = await hosts.EnterAsync(address.IdnHost, stop).ConfigureAwait(false);
            await places.WaitAsync(stop).ConfigureAwait(false);
            try
            {
                var fetched = await fetcher.FetchAsync(address, stop).ConfigureAwait(false);
                if (fetched.Bytes is not { } bytes)
                    return new ImageResult(row, null, Fetched: false, fetched.Cause);
                await decoders.WaitAsync(stop).ConfigureAwait(false);
                try
                {
                    var (image, cause) = await Task.Run(() => encoder.Encode(bytes), stop).ConfigureAwait(false);
                    return new ImageResult(row, image, Fetched: true, cause);
                }
                finally
                {
                    decoders.Release();
                }
            }
            finally
            {
                places.Release();
            }
        }
    }
}
