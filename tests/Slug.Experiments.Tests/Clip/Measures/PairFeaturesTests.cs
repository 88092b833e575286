using Slug.Evaluation.Membership;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Clip.Measures;
using Slug.Experiments.Tests.MiniatureWorld;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Tokenizers;
using static TorchSharp.torch;

namespace Slug.Experiments.Tests.Clip.Measures;

/// <summary>What unlearned models take from the original's features of image-text pairs, and what they compute.</summary>
public sealed class PairFeaturesTests : IDisposable
{
    private const int Pairs = 37;
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-pair-features-").FullName;
    private readonly ClipModel _model;
    private readonly ClipTokenizer _tokenizer = new ClipTokenizer(CheckpointTokenizer.Load(Path.Combine(Repository.Root, "data", "clip", "merges.txt.gz")));

    public PairFeaturesTests()
    {
        var card = Path.Combine(_folder, "card.json");
        File.WriteAllText(card, WorldModel.Card);
        _model = ClipModel.Create(ClipConfig.Load(card), 7);
        File.WriteAllBytes(Tar, WorldUnseen.Tar(0, Pairs));
        Features(_model, kept: null).SavePairs(Kept, Tar);
    }

    private string Tar => Path.Combine(_folder, "pairs.tar");

    private string Kept => Path.Combine(_folder, "features.safetensors");

    public void Dispose()
    {
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Features_are_those_of_every_pair_encoded_alone()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (images, captions) = Features(_model, kept: null).OfPairs(new PairSet(Tar, Kept));
        Assert.Equal([Pairs, 32], images.shape);
        var words = _tokenizer.Tokenize([WorldUnseen.Caption(0, 5)], 77);
        Assert.True(_model.EncodeText(words)[0].allclose(captions[5], 1e-4, 1e-5));
        Assert.True(images.mul(images).sum([1]).allclose(ones(Pairs), 1e-4, 1e-5));
    }

    [Theory]
    [InlineData("visual.proj")]
    [InlineData("visual.transformer.resblocks.1.mlp.c_fc.weight")]
    public void With_the_text_tower_unchanged_no_caption_is_read_or_encoded_again(string changed)
    {
        using var scope = NewDisposeScope();
        var (images, captions) = Original();
        Change(changed);
        // Without captions in the tar, whoever read them would fail.
        File.WriteAllBytes(Tar, WorldUnseen.Tar(0, Pairs, caption: _ => ""));
        using var kept = FeatureCache.Load(Kept, CPU);
        var (newImages, sameCaptions) = Features(_model, kept).OfPairs(new PairSet(Tar, Kept));
        Assert.True(captions.Equals(sameCaptions));
        Assert.False(images.Equals(newImages));
    }

    [Theory]
    [InlineData("text_projection")]
    [InlineData("token_embedding.weight")]
    public void With_the_vision_tower_unchanged_no_image_is_decoded_or_encoded_again(string changed)
    {
        using var scope = NewDisposeScope();
        var (images, captions) = Original();
        Change(changed);
        File.WriteAllBytes(Tar, WorldUnseen.Tar(0, Pairs, _ => "no image at all"u8.ToArray()));
        using var kept = FeatureCache.Load(Kept, CPU);
        var (sameImages, newCaptions) = Features(_model, kept).OfPairs(new PairSet(Tar, Kept));
        Assert.True(images.Equals(sameImages));
        Assert.False(captions.Equals(newCaptions));
    }

    [Fact]
    public void The_attack_compares_distances_and_contrastive_losses_of_pairs()
    {
        using var scope = NewDisposeScope();
        var forget = Path.Combine(_folder, "forget.tar");
        File.WriteAllBytes(forget, WorldUnseen.Tar(3, 20));
        var features = Features(_model, kept: null);
        var attack = new MembershipAgainstPairs(features, _model.LogitScale, new PairSet(Tar, Kept));
        var (distance, loss, samples) = attack.Of(0, new PairSet(forget, Kept));
        var (unseen, own) = (features.OfPairs(new PairSet(Tar, Kept)), features.OfPairs(new PairSet(forget, Kept)));
        Assert.Equal((Pairs, 20), (attack.UnseenPairs, samples));
        Assert.Equal(MembershipInference.Attack(SampleScores.Distances(unseen.Images, unseen.Captions), SampleScores.Distances(own.Images, own.Captions)).Mean, distance);
        Assert.Equal(MembershipInference.Attack(Losses(unseen), Losses(own)).Mean, loss);

        IReadOnlyList<double> Losses((Tensor Images, Tensor Captions) pairs) => SampleScores.ContrastiveLosses(pairs.Images, pairs.Captions, _model.LogitScale, 32);
    }

    private (Tensor Images, Tensor Captions) Original()
    {
        using var kept = FeatureCache.Load(Kept, CPU);
        return Features(_model, kept).OfPairs(new PairSet(Tar, Kept));
    }

    private EvaluationFeatures Features(ClipModel model, FeatureCache? kept) => new(model, _tokenizer, kept, streams: null, pictures: null, CancellationToken.None);

    private void Change(string parameter)
    {
        using var noGrad = no_grad();
        _model.get_parameter(parameter)!.mul_(1.5f);
    }
}
