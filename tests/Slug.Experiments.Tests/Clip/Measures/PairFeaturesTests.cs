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

    /// <summary>
    /// Features are given, so that the outcome is known without computing: two kinds of pairs that differ in a number are told apart always, and
    /// kinds that are alike one time in two. Of n equal pairs in a batch each has the distance 0 or 2 and the contrastive loss log n.
    /// </summary>
    [Theory]
    // Unseen pairs agree and forget pairs are opposite: distances tell them apart; both come in batches of 32, so that all losses are log 32.
    [InlineData(64, 1, 32, -1, 1.0, 0.5)]
    // All agree; a batch of 16 has the losses log 16.
    [InlineData(32, 1, 16, 1, 0.5, 1.0)]
    public void The_attack_tells_distances_and_contrastive_losses_of_batches_of_32_apart(int unseen, int unseenCosine, int forget, int forgetCosine, double byDistance, double byLoss)
    {
        using var scope = NewDisposeScope();
        using var kept = FeatureCache.Load(Kept, CPU);
        var attack = new MembershipAgainstPairs(Features(_model, kept), _model.LogitScale, EqualPairs("unseen", unseen, unseenCosine));
        Assert.Equal(unseen, attack.UnseenPairs);
        Assert.Equal((byDistance, byLoss, Math.Min(unseen, forget)), attack.Of(0, EqualPairs("forget", forget, forgetCosine)));
    }

    [Fact]
    public void Pairs_that_stand_apart_from_the_others_of_their_batch_have_less_loss()
    {
        using var scope = NewDisposeScope();
        using var kept = FeatureCache.Load(Kept, CPU);
        var attack = new MembershipAgainstPairs(Features(_model, kept), _model.LogitScale, EqualPairs("unseen", 32, 1));
        // Of every pair image and caption agree: no distance differs. Each is at a right angle to the others: a loss of log(1 + 31 / e^scale).
        Assert.Equal((0.5, 1.0, 32), attack.Of(0, Given("forget", eye(32), eye(32))));
    }

    private (Tensor Images, Tensor Captions) Original()
    {
        using var kept = FeatureCache.Load(Kept, CPU);
        return Features(_model, kept).OfPairs(new PairSet(Tar, Kept));
    }

    private PairSet EqualPairs(string name, int count, int cosine)
    {
        var images = zeros(count, 32);
        images.select(1, 0).fill_(1);
        return Given(name, images, images * cosine);
    }

    /// <summary>Pairs with these features, of which neither images nor captions are there to be read.</summary>
    private PairSet Given(string name, Tensor images, Tensor captions)
    {
        var path = Path.Combine(_folder, $"{name}.safetensors");
        FeatureCache.Save(path, _model, new Dictionary<string, Tensor> { ["pairs.images"] = images, ["pairs.captions"] = captions });
        return new PairSet(Path.Combine(_folder, "none.tar"), path);
    }

    private EvaluationFeatures Features(ClipModel model, FeatureCache? kept) => new(model, _tokenizer, kept, streams: null, pictures: null, CancellationToken.None);

    private void Change(string parameter)
    {
        using var noGrad = no_grad();
        _model.get_parameter(parameter)!.mul_(1.5f);
    }
}
