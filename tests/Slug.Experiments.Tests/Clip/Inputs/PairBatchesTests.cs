using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using Slug.Data.Images;
using Slug.Data.WebDataset;
using Slug.Experiments.Clip.Inputs;
using Slug.Models.Checkpoints;
using Slug.Models.Tokenizers;
using TorchSharp;

namespace Slug.Experiments.Tests.Clip.Inputs;

public sealed class PairBatchesTests : IDisposable
{
    private const int Pairs = 7, Size = 8;
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-pairs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Gives_the_pairs_in_order_and_the_rest_at_the_end()
    {
        var batches = Read(Shard(i => $"number {i}"), new ClipTransform(Size));
        Assert.Equal([3, 3, 1], batches.Select(b => b.Images.shape[0]));
        var tokenizer = Tokenizer();
        for (var i = 0; i < Pairs; i++)
        {
            using var image = Slug.Models.Clip.ClipNormalization.Apply(torch.full([1, 3, Size, Size], Level(i) / 255f));
            Assert.True(image[0].Equals(batches[i / 3].Images[i % 3]), $"image {i}");
            Assert.Equal(tokenizer.EncodePadded($"number {i}", 12), batches[i / 3].Tokens[i % 3].data<long>().ToArray());
        }

        foreach (var batch in batches) batch.Dispose();
    }

    [Fact]
    public void Batches_outlive_the_scopes_of_their_making_and_of_their_use()
    {
        foreach (var batch in Batches(Shard(i => $"number {i}"), new ClipTransform(Size)))
        {
            using (torch.NewDisposeScope()) batch.Images.sum().item<float>();
            Assert.False(batch.Images.IsInvalid);
            batch.Dispose();
        }
    }

    [Fact]
    public void A_pair_without_caption_is_named()
    {
        var shard = Shard(i => i == 4 ? "" : "words");
        Assert.Contains("000004 has no caption", Assert.Throws<InvalidDataException>(() => Read(shard, new ClipTransform(Size))).Message);
    }

    private static byte Level(int image) => (byte)(20 + (30 * image));

    private static ClipTokenizer Tokenizer() =>
        new ClipTokenizer(CheckpointTokenizer.Load(Path.Combine(Repository.Root, "data", "clip", "merges.txt.gz")));

    private static List<Slug.Unlearning.Objectives.PairBatch> Read(string shard, IImageTransform transform) => [.. Batches(shard, transform)];

    private static IEnumerable<Slug.Unlearning.Objectives.PairBatch> Batches(string shard, IImageTransform transform) =>
        PairBatches.Read([shard], transform, Tokenizer(), 12, new ImageBatchOptions { BatchSize = 3 }, CancellationToken.None);

    private string Shard(Func<int, string> caption)
    {
        var path = Path.Combine(_folder, "pairs.tar");
        using var writer = new TarShardWriter(path);
        for (var i = 0; i < Pairs; i++)
        {
            using var image = new Image<Rgb24>(Size, Size, new Rgb24(Level(i), Level(i), Level(i)));
            using var png = new MemoryStream();
            image.SaveAsPng(png);
            writer.Write(TarSample.ImageText($"{i:000000}", "png", png.ToArray(), caption(i)));
        }

        writer.Complete();
        return path;
    }
}
