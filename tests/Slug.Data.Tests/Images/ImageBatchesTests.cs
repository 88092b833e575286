using Slug.Basics;
using Slug.Data.Images;
using Slug.Data.WebDataset;

namespace Slug.Data.Tests.Images;

public class ImageBatchesTests
{
    private static readonly byte[] Png = new RgbImage(2, 2, new byte[12]).ToPng();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Order_and_content_do_not_depend_on_the_number_of_threads(int workers)
    {
        var batches = Read(Samples(37), new Slow(), new ImageBatchOptions { BatchSize = 5, Workers = workers });
        Assert.Equal([5, 5, 5, 5, 5, 5, 5, 2], batches.Select(batch => batch.Count));
        Assert.Equal(Enumerable.Range(0, 37).Select(i => $"{i:D3}"), batches.SelectMany(batch => batch.Keys));
        Assert.Equal("caption 6", batches[1].Captions[1]);
        Assert.Equal(5 * 3, batches[0].Pixels.Length);
        var values = batches.SelectMany(batch => batch.Pixels).ToArray();
        var expected = Enumerable.Range(0, 37)
            .SelectMany(i => Enumerable.Repeat((float)SeededRandom.For(1, "image", $"{i}").NextDouble(), 3)).ToArray();
        Assert.Equal(expected, values);
    }

    [Fact]
    public void An_unreadable_image_is_named()
    {
        var samples = Samples(4).Append(TarSample.ImageText("bad", "png", [1, 2], "x")).Concat(Samples(2)).ToArray();
        var error = Assert.Throws<InvalidDataException>(() => Read(samples, new ClipTransform(1), new ImageBatchOptions()));
        Assert.Contains("sample bad", error.Message);
    }

    [Fact]
    public void An_unreadable_image_of_a_shard_is_named_by_archive_and_member()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new TarShardWriter(folder.File("a.tar")))
        {
            writer.Write(TarSample.ImageText("000", "png", Png, ""));
            writer.Write(TarSample.ImageText("001", "jpg", Png[..40], ""));
            writer.Complete();
        }

        var error = Assert.Throws<InvalidDataException>(() => Read([.. TarShardReader.Read(folder.File("a.tar"))], new ClipTransform(1), new ImageBatchOptions()));
        Assert.StartsWith($"The sample 001 ({folder.File("a.tar")}: 001.jpg): These 40 bytes are no readable image: ", error.Message);
        var first = Assert.Throws<InvalidDataException>(() => DistinctImages.Decode(TarShardReader.Read(folder.File("a.tar"))));
        Assert.Equal(error.Message, first.Message);
    }

    [Fact]
    public void No_more_is_decoded_than_the_queue_holds()
    {
        var transform = new Slow();
        using var batches = ImageBatches.Read(
            Samples(1000), transform, new ImageBatchOptions { BatchSize = 5, QueuedBatches = 2, Workers = 3 }).GetEnumerator();
        Assert.True(batches.MoveNext());
        batches.Dispose();
        // The batch taken, the queue, and one in each worker's hand.
        Assert.InRange(transform.Count, 5, 5 + 10 + 3);
    }

    [Fact]
    public void Errors_of_the_source_and_cancelling_reach_the_reader()
    {
        static IEnumerable<TarSample> Broken()
        {
            yield return TarSample.ImageText("a", "png", Png, "");
            throw new IOException("torn cable");
        }
        Assert.Throws<IOException>(() => Read(Broken(), new Slow(), new ImageBatchOptions()));

        using var cancel = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var batch in ImageBatches.Read(Samples(1000), new Slow(), new ImageBatchOptions { BatchSize = 2 }, cancel.Token))
                cancel.Cancel();
        });
    }

    [Fact]
    public void Some_of_the_samples_are_read_as_they_are_among_all()
    {
        var all = Read(Samples(20), new Slow(), new ImageBatchOptions { BatchSize = 20 })[0];
        var some = Read(Samples(20), new Slow(), new ImageBatchOptions { BatchSize = 4, Places = place => place % 3 == 1 });
        int[] places = [1, 4, 7, 10, 13, 16, 19];
        Assert.Equal(places.Select(place => all.Keys[place]), some.SelectMany(batch => batch.Keys));
        Assert.Equal(places.SelectMany(place => all.Pixels[(3 * place)..(3 * place + 3)]), some.SelectMany(batch => batch.Pixels));
    }

    private static ImageBatch[] Read(IEnumerable<TarSample> samples, IImageTransform transform, ImageBatchOptions options) =>
        [.. ImageBatches.Read(samples, transform, options)];

    private static IEnumerable<TarSample> Samples(int count) =>
        Enumerable.Range(0, count).Select(i => TarSample.ImageText($"{i:D3}", "png", Png, $"caption {i}"));

    /// <summary>Takes longer for some images than for others, and gives the image's first random number.</summary>
    private sealed class Slow : IImageTransform
    {
        private int _count;

        public int Count => _count;

        public int Size => 1;

        public float[] Apply(ReadOnlySpan<byte> encoded, SeededRandom random)
        {
            var value = (float)random.NextDouble();
            Thread.SpinWait((int)(value * 20_000));
            Interlocked.Increment(ref _count);
            return [value, value, value];
        }
    }
}
