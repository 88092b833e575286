using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Evaluation.Tests.ZeroShot;

public class CaptionBatchesTests
{
    private const int Context = 12, End = 63;

    private static readonly int[] Lengths = [7, 3, 12, 3, 5, 7, 4, 3];

    private static Tensor Captions()
    {
        var ids = new long[Lengths.Length * Context];
        foreach (var (row, length) in Lengths.Index())
        {
            for (var i = 0; i < length; i++) ids[(row * Context) + i] = i == length - 1 ? End : 1 + ((row * 5) + (i * 3)) % 60;
        }

        return tensor(ids, [Lengths.Length, Context]);
    }

    [Fact]
    public void Batches_are_no_longer_than_their_longest_caption_and_bounded_in_tokens()
    {
        using var tokens = Captions();
        using var batches = CaptionBatches.Of(tokens, tokensPerBatch: 12);
        Assert.Equal([[3, 3], [2, 5], [1, 7], [1, 7], [1, 12]], batches.Parts.Select(p => p.shape));
        using var all = CaptionBatches.Of(tokens);
        Assert.Equal([Lengths.Length, 12], Assert.Single(all.Parts).shape);
    }

    [Fact]
    public void A_caption_longer_than_a_batch_is_a_batch_of_its_own()
    {
        using var tokens = Captions();
        using var batches = CaptionBatches.Of(tokens, tokensPerBatch: 1);
        Assert.Equal(Lengths.Order().Select(l => new long[] { 1, l }), batches.Parts.Select(p => p.shape));
    }

    [Fact]
    public void Rows_come_back_in_the_order_of_the_captions()
    {
        using var scope = NewDisposeScope();
        using var tokens = Captions();
        using var batches = CaptionBatches.Of(tokens, tokensPerBatch: 12);
        var firsts = cat(batches.Parts.Select(p => p.narrow(1, 0, 3)).ToArray());
        Assert.True(tokens.narrow(1, 0, 3).Equals(batches.InOrder(firsts)));
    }

    [Fact]
    public void Features_are_those_of_captions_padded_to_the_context()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = ClipModel.Create(
            new ClipConfig
            {
                EmbedDim = 16,
                Vision = new ClipVisionConfig { ImageSize = 8, PatchSize = 8, Width = 16, Layers = 1, HeadWidth = 8 },
                Text = new ClipTextConfig { ContextLength = Context, VocabSize = 64, Width = 16, Heads = 2, Layers = 3 },
            },
            5);
        using var tokens = Captions();
        var features = FeatureEncoding.EncodeCaptions(model.TextTower, tokens, CPU);
        Assert.True((model.EncodeText(tokens) - features).abs().max().item<float>() < 1e-5f);
    }

    [Fact]
    public void No_captions_are_refused() => Assert.Throws<ArgumentException>(() => CaptionBatches.Of(zeros(0, Context, dtype: ScalarType.Int64)));
}
