using Slug.Evaluation.ZeroShot;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Evaluation.Tests.ZeroShot;

public sealed class FeatureCacheTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-features-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ClipModel Model(int blocks = 1) => ClipModel.Create(
        new ClipConfig
        {
            EmbedDim = 8,
            Vision = new ClipVisionConfig { ImageSize = 8, PatchSize = 4, Width = 8, Layers = blocks, HeadWidth = 4 },
            Text = new ClipTextConfig { ContextLength = 4, VocabSize = 16, Width = 8, Heads = 2, Layers = blocks },
        },
        3);

    [Theory]
    [InlineData("visual.proj", true, false)]
    [InlineData("visual.transformer.resblocks.0.ln_1.bias", true, false)]
    [InlineData("text_projection", false, true)]
    [InlineData("token_embedding.weight", false, true)]
    [InlineData("transformer.resblocks.0.mlp.c_fc.weight", false, true)]
    [InlineData("logit_scale", false, false)]
    public void A_changed_weight_changes_its_towers_digest_and_no_other(string parameter, bool vision, bool text)
    {
        using var noGrad = no_grad();
        using var model = Model();
        var (visionBefore, textBefore) = (TowerDigest.OfVision(model), TowerDigest.OfText(model));
        Assert.NotEqual(visionBefore, textBefore);
        model.get_parameter(parameter)!.add_(1e-3f);
        Assert.Equal((vision, text), (TowerDigest.OfVision(model) != visionBefore, TowerDigest.OfText(model) != textBefore));
    }

    [Fact]
    public void Gives_what_the_same_tower_made_and_computes_the_rest()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Model();
        var path = Path.Combine(_folder, "features.safetensors");
        var images = randn(3, 8);
        FeatureCache.Save(path, model, new Dictionary<string, Tensor> { ["images"] = images, ["names"] = randn(2, 8) });
        model.TextProjection.add_(1e-3f);
        using var cache = FeatureCache.Load(path, CPU);
        Assert.True(images.Equals(cache.Get("images", TowerDigest.OfVision(model), () => throw new InvalidOperationException("kept"))));
        var computed = zeros(1);
        Assert.Same(computed, cache.Get("names", TowerDigest.OfText(model), () => computed));
        Assert.Contains("images, names", Assert.Throws<KeyNotFoundException>(() => cache.Get("pictures", TowerDigest.OfVision(model), () => computed)).Message);
    }

    [Theory]
    [InlineData("visual.conv1.weight", -1, 2)]
    [InlineData("visual.positional_embedding", -1, 2)]
    [InlineData("visual.transformer.resblocks.0.ln_1.bias", 0, 2)]
    [InlineData("visual.transformer.resblocks.1.mlp.c_fc.weight", 1, 2)]
    [InlineData("visual.ln_post.weight", 2, 2)]
    [InlineData("visual.proj", 2, 2)]
    [InlineData("token_embedding.weight", 2, -1)]
    [InlineData("transformer.resblocks.1.attn.in_proj_weight", 2, 1)]
    [InlineData("ln_final.bias", 2, 2)]
    [InlineData("text_projection", 2, 2)]
    [InlineData("logit_scale", 2, 2)]
    public void A_model_shares_the_blocks_below_its_first_changed_weight(string parameter, int vision, int text)
    {
        using var noGrad = no_grad();
        using var model = Model(blocks: 2);
        using var features = zeros(1);
        var path = Path.Combine(_folder, "features.safetensors");
        FeatureCache.Save(path, model, new Dictionary<string, Tensor> { ["images"] = features });
        using var cache = FeatureCache.Load(path, CPU);
        Assert.Equal((TowerDigest.OfVision(model), TowerDigest.OfText(model)), (cache.VisionDigest, cache.TextDigest));
        Assert.Equal((2, 2), (cache.SharedVisionBlocks(model), cache.SharedTextBlocks(model)));
        model.get_parameter(parameter)!.add_(1e-3f);
        Assert.Equal((vision, text), (cache.SharedVisionBlocks(model), cache.SharedTextBlocks(model)));
    }

    [Fact]
    public void A_file_of_an_earlier_version_shares_whole_towers_alone()
    {
        using var model = Model();
        using var features = zeros(1);
        var path = Path.Combine(_folder, "earlier.safetensors");
        var digests = new Dictionary<string, string> { ["vision"] = TowerDigest.OfVision(model), ["text"] = TowerDigest.OfText(model) };
        SafetensorsWriter.Write(path, [KeyValuePair.Create("images", features)], digests);
        using var cache = FeatureCache.Load(path, CPU);
        Assert.Equal(-1, cache.SharedVisionBlocks(model));
        using var kept = cache.Get("images", TowerDigest.OfVision(model), () => throw new InvalidOperationException("kept"));
        Assert.True(kept.Equals(features));
    }

    [Fact]
    public void A_file_without_digests_is_refused()
    {
        var path = Path.Combine(_folder, "other.safetensors");
        using var tensor = zeros(1);
        SafetensorsWriter.Write(path, [KeyValuePair.Create("images", tensor)]);
        Assert.Contains("digests", Assert.Throws<CheckpointException>(() => FeatureCache.Load(path, CPU)).Message);
    }
}
