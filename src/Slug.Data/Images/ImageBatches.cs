using System.Threading.Channels;
using Slug.Basics;
using Slug.Data.WebDataset;

namespace Slug.Data.Images;

/// <summary>
/// Decodes and transforms images on other threads while the model computes. Batches hold the same images in the same order
/// whatever the number of threads, and only a few of them are in memory at a time.
/// </summary>
public static class ImageBatches
{
    /// <summary>
    /// Reads the samples in batches, of which the last may be smaller. Stop enumerating, or cancel, to stop the threads. Sets are packed without
    /// unreadable images (<see cref="ReadableShard"/>, <see cref="Laion.ImageShards"/>), so that one found here is damage.
    /// </summary>
    /// <exception cref="InvalidDataException">A sample has no readable image; it is named.</exception>
    public static IEnumerable<ImageBatch> Read(
        IEnumerable<TarSample> samples, IImageTransform transform, ImageBatchOptions options, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Workers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.QueuedBatches);
        return ReadBatches(samples, transform, options, cancellation);
    }

    private static IEnumerable<ImageBatch> ReadBatches(
        IEnumerable<TarSample> samples, IImageTransform transform, ImageBatchOptions options, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // The queue holds tasks, not results: it keeps the order while any of them may finish first.
        var queue = Channel.CreateBounded<Task<Item>>(new BoundedChannelOptions(options.BatchSize * options.QueuedBatches)
        {
            SingleReader = true,
            SingleWriter = true,
        });
        var feeding = Task.Run(() => FeedAsync(samples, transform, options, queue.Writer, stop.Token), CancellationToken.None);
        try
        {
            var batch = new List<Item>(options.BatchSize);
            while (Next(queue.Reader, cancellation) is { } item)
            {
                batch.Add(item.Failure is { } failure ? throw failure : item);
                if (batch.Count < options.BatchSize)
                    continue;
                yield return Assemble(batch, transform.Size);
                batch.Clear();
            }
            if (batch.Count > 0)
                yield return Assemble(batch, transform.Size);
        }
        finally
        {
            stop.Cancel();
            feeding.Wait(CancellationToken.None);
        }
    }

    private static async Task FeedAsync(
        IEnumerable<TarSample> samples,
        IImageTransform transform,
        ImageBatchOptions options,
        ChannelWriter<Task<Item>> queue,
        CancellationToken stop)
    {
        using var free = new SemaphoreSlim(options.Workers);
        var running = new List<Task>();
        Exception? end = null;
        try
        {
            foreach (var (index, sample) in samples.Index().Where(s => options.Places?.Invoke(s.Index) ?? true))
            {
                await free.WaitAsync(stop).ConfigureAwait(false);
                var random = SeededRandom.For(options.Seed, "image", $"{index}");
                var work = Task.Run(() =>
                {
                    try
                    {
                        return Transform(sample, transform, random);
                    }
                    finally
                    {
                        free.Release();
                    }
                }, CancellationToken.None);
                running.RemoveAll(task => task.IsCompleted);
                running.Add(work);
                await queue.WriteAsync(work, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException stopped)
        {
            end = stopped;
        }
        catch (Exception failure)
        {
            // The reader of the batches rethrows it; this thread has nobody above it.
            end = failure;
        }
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        queue.Complete(end);
    }

    private static Item Transform(TarSample sample, IImageTransform transform, SeededRandom random)
    {
        try
        {
            var encoded = sample.Image ?? throw new InvalidDataException("it has no image.");
            return new Item(sample.Key, sample.Caption ?? "", transform.Apply(encoded, random), null);
        }
        catch (InvalidDataException failure)
        {
            return new Item(sample.Key, "", [], new InvalidDataException($"{sample.Place}: {failure.Message}", failure));
        }
    }

    private static Item? Next(ChannelReader<Task<Item>> queue, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var more = queue.WaitToReadAsync(cancellation).AsTask().GetAwaiter().GetResult();
        return more && queue.TryRead(out var work) ? work.GetAwaiter().GetResult() : null;
    }

    private static ImageBatch Assemble(List<Item> items, int size)
    {
        var each = 3 * size * size;
        var pixels = new float[items.Count * each];
        foreach (var (i, item) in items.Index())
            item.Pixels.CopyTo(pixels.AsSpan(i * each));
        return new ImageBatch(pixels, [.. items.Select(item => item.Caption)], [.. items.Select(item => item.Key)]);
    }

    private sealed record Item(string Key, string Caption, float[] Pixels, InvalidDataException? Failure);
}
