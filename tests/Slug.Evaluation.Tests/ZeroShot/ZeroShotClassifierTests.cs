using Slug.Evaluation.Similarity;
using Slug.Evaluation.ZeroShot;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Tokenizers;
using static TorchSharp.torch;

namespace Slug.Evaluation.Tests.ZeroShot;

public class ZeroShotClassifierTests
{
    private static readonly string[] Names = ["tiger face", "rocket", "hamburger", "panda face", "a", "b"];
    private static readonly string[] Celebrity = ["{name}."];
    private static readonly Lazy<ClipTokenizer> Tokenizer = new(() => new ClipTokenizer(CheckpointTokenizer.Load(GoldenFiles.Path("merges.txt.gz"))));

    private static ClipModel Model() => ClipModel.Create(
        new ClipConfig
        {
            EmbedDim = 16,
            Vision = new ClipVisionConfig { ImageSize = 16, PatchSize = 8, Width = 32, Layers = 1, HeadWidth = 16 },
            Text = new ClipTextConfig { ContextLength = 12, Width = 16, Heads = 2, Layers = 1 },
        },
        3);

    [Fact]
    public void A_class_is_the_normalised_mean_of_its_normalised_prompts()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        string[] templates = ["{name}.", "a photo of {name}"];
        using var prompts = ClassPrompts.Create(Tokenizer.Value, Names, templates, 12);
        using var classifier = ZeroShotClassifier.Build(model, prompts);
        Assert.Equal([6, 16], classifier.Weights.shape);
        using var noGrad = no_grad();
        var one = model.EncodeText(Tokenizer.Value.Tokenize(["rocket."], 12));
        var two = model.EncodeText(Tokenizer.Value.Tokenize(["a photo of rocket"], 12));
        var expected = nn.functional.normalize((one + two) / 2, dim: -1);
        Assert.True((expected - classifier.Weights[1]).abs().max().item<float>() < 1e-5f);
    }

    [Fact]
    public void Logits_are_a_hundred_cosines()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var prompts = ClassPrompts.Create(Tokenizer.Value, Names, Celebrity, 12);
        using var classifier = ZeroShotClassifier.Build(model, prompts);
        var logits = classifier.Logits(classifier.Weights);
        Assert.Equal(100, logits[2, 2].item<float>(), 1e-3);
        Assert.Equal(new TopKAccuracy(1, 1, 6), classifier.Accuracy(classifier.Weights, [0, 1, 2, 3, 4, 5]));
    }

    [Fact]
    public void Accuracy_is_over_images_or_the_mean_over_names()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var prompts = ClassPrompts.Create(Tokenizer.Value, Names, Celebrity, 12);
        using var classifier = ZeroShotClassifier.Build(model, prompts);
        // Features that are the classes themselves: three images are of the first name, one of them taken for the second.
        var features = classifier.Weights.index_select(0, tensor(new long[] { 0, 0, 1, 3 }));
        Assert.Equal(new TopKAccuracy(0.75, 1, 4), classifier.Accuracy(features, [0, 0, 0, 3]));
        Assert.Equal(5.0 / 6, classifier.MeanAccuracy(features, [0, 0, 0, 3]).Top1, 1e-12);
    }

    [Fact]
    public void Encoding_in_batches_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var generator = new Generator(1);
        var images = rand([7, 3, 16, 16], generator: generator);
        var whole = FeatureEncoding.Encode(model.Visual, images, CPU);
        var parts = FeatureEncoding.Encode(model.Visual, images, CPU, batchSize: 3);
        Assert.True((whole - parts).abs().max().item<float>() < 1e-5f);
        Assert.False(parts.requires_grad);
    }

    [Fact]
    public void The_golden_features_come_out_of_the_batched_encoder()
    {
        using var scope = NewDisposeScope();
        using var model = ClipModel.Load(ClipConfig.Load(GoldenFiles.Path("clip-tiny", "config.json")), GoldenFiles.Path("clip-tiny", "weights.safetensors"));
        var batches = SafetensorsFile.LoadAll(GoldenFiles.Path("clip-tiny", "batches.safetensors"));
        var outputs = SafetensorsFile.LoadAll(GoldenFiles.Path("clip-tiny", "outputs.safetensors"));
        var (images, tokens) = (batches["forget.0.image"], batches["forget.0.tokens"]);
        Assert.True((outputs["image_features"] - FeatureEncoding.Encode(model.Visual, images, CPU, 5)).abs().max().item<float>() < 1e-5f);
        var expected = outputs["image_features"].matmul(outputs["text_features"].t());
        var matrix = SimilarityMatrix.Compute(model, images, tokens);
        Assert.Equal(expected[2, 5].item<float>(), matrix[2, 5], 1e-5);
        Assert.Equal(expected[7, 0].item<float>(), matrix[7, 0], 1e-5);
    }

    [Fact]
    public void Labelled_images_are_chosen_by_label()
    {
        using var images = new LabelledImages(arange(0, 4, dtype: ScalarType.Float32).view(4, 1, 1, 1), [1, 0, 1, 2]);
        using var chosen = images.Select(images.Where(l => l == 1));
        Assert.Equal([1, 1], chosen.Labels);
        Assert.Equal([0f, 2f], chosen.Images.data<float>().ToArray());
    }

    [Fact]
    public void Templates_need_a_place_for_the_name()
    {
        Assert.Equal("art of the rocket.", PromptTemplates.Fill("art of the {name}.", "rocket"));
        Assert.Throws<ArgumentException>(() => PromptTemplates.Fill("a photo", "rocket"));
        Assert.Throws<ArgumentException>(() => ClassPrompts.Create(Tokenizer.Value, [], Celebrity, 12));
        Assert.Throws<ArgumentException>(() => ClassPrompts.Create(Tokenizer.Value, Names, [], 12));
    }
}
