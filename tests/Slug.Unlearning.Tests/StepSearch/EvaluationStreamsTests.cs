using Slug.Evaluation.Incremental;
using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.StepSearch;

/// <summary>Models that share the lower part of a tower share what it makes of an evaluation set, bit for bit.</summary>
public sealed class EvaluationStreamsTests : IDisposable
{
    private const string Images = "images", Names = "names";
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-streams-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1L << 30)]
    [InlineData(200_000)]
    [InlineData(0)]
    public void Every_model_has_the_features_that_it_has_alone(long limit)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var scene = SearchScene.Of("deeper");
        using var original = FeaturesOf(scene.Model);
        var store = new ActivationStore { Limit = limit };
        using var streams = new EvaluationStreams(store);
        string[] layers =
        [
            "visual.transformer.resblocks.3.mlp.c_fc.weight", "transformer.resblocks.2.attn.out_proj.weight", "visual.transformer.resblocks.1.ln_1.weight",
            "visual.proj", "visual.conv1.weight", "text_projection", "transformer.resblocks.0.mlp.c_proj.weight", "visual.transformer.resblocks.3.ln_2.weight",
        ];
        foreach (var layer in layers)
        {
            // A model of its own, as a step loads it.
            using var model = Copy(scene.Model);
            model.get_parameter(layer)!.mul_(1.3f);
            using var images = streams.EncodeImages(model, original, Images, scene.Images.Images);
            using var classes = streams.EncodeClasses(model, original, Names, scene.Prompts);
            using var classifier = ZeroShotClassifier.Build(model, scene.Prompts);
            Assert.True(FeatureEncoding.Encode(model.Visual, scene.Images.Images, CPU).Equals(images), layer);
            Assert.True(classifier.Weights.Equals(classes), layer);
            Assert.InRange(store.Held, 0, limit);
        }

        Assert.Equal(limit > 0, store.Peak > 0);
        streams.Dispose();
        Assert.Equal(0, store.Held);
    }

    [Fact]
    public void Nothing_is_left_of_a_set_but_its_streams()
    {
        using var scene = SearchScene.Of("golden");
        using var original = FeaturesOf(scene.Model);
        using var streams = new EvaluationStreams(0);
        void Encode()
        {
            streams.EncodeImages(scene.Model, original, Images, scene.Images.Images).Dispose();
            streams.EncodeClasses(scene.Model, original, Names, scene.Prompts).Dispose();
        }

        Encode();
        Assert.Equal(0, LiveTensors.LeftBy(Encode));
    }

    [Fact]
    public void Sets_are_told_apart()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var scene = SearchScene.Of("deeper");
        using var original = FeaturesOf(scene.Model);
        using var streams = new EvaluationStreams(64);
        using var others = scene.Images.Select([5, 6, 7]);
        foreach (var (set, images) in new[] { ("all", scene.Images.Images), ("three", others.Images), ("all", scene.Images.Images) })
            Assert.True(FeatureEncoding.Encode(scene.Model.Visual, images, CPU).Equals(streams.EncodeImages(scene.Model, original, set, images)), set);
    }

    [Fact]
    public void Lists_of_names_are_told_apart()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var scene = SearchScene.Of("deeper");
        using var original = FeaturesOf(scene.Model);
        using var streams = new EvaluationStreams(64);
        // As many names as before, in another order.
        var turned = scene.PaddedPrompts.flip(0);
        foreach (var (set, tokens) in new[] { ("all", scene.PaddedPrompts), ("turned", turned), ("all", scene.PaddedPrompts) })
        {
            using var prompts = ClassPrompts.FromTokens(scene.Prompts.Names, 1, tokens);
            using var classifier = ZeroShotClassifier.Build(scene.Model, prompts);
            Assert.True(classifier.Weights.Equals(streams.EncodeClasses(scene.Model, original, set, prompts)), set);
        }
    }

    [Fact]
    public void No_more_is_kept_than_there_is_room_for()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var scene = SearchScene.Of("deeper");
        using var original = FeaturesOf(scene.Model);
        using var none = new EvaluationStreams(0);
        none.EncodeImages(scene.Model, original, Images, scene.Images.Images);
        Assert.Equal(0, none.Peak);
    }

    [Fact]
    public void A_second_model_does_not_run_the_blocks_that_it_shares()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var scene = SearchScene.Of("deeper");
        using var original = FeaturesOf(scene.Model);
        using var streams = new EvaluationStreams(64);
        streams.EncodeImages(scene.Model, original, Images, scene.Images.Images);
        // Inputs that are not those of the set: whoever still looks at them gives other features.
        var different = zeros_like(scene.Images.Images);
        scene.Model.Visual.Projection.mul_(1.1f);
        var features = streams.EncodeImages(scene.Model, original, Images, different);
        Assert.True(FeatureEncoding.Encode(scene.Model.Visual, scene.Images.Images, CPU).Equals(features));
    }

    private FeatureCache FeaturesOf(ClipModel model)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.safetensors");
        using var nothing = zeros(1);
        FeatureCache.Save(path, model, new Dictionary<string, Tensor> { [Images] = nothing });
        return FeatureCache.Load(path, CPU);
    }

    private static ClipModel Copy(ClipModel model)
    {
        var copy = ClipModel.Create(model.Config, 99);
        var weights = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var (name, parameter) in copy.named_parameters()) parameter.copy_(weights[name]);
        return copy;
    }
}
