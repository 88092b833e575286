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
        Assert.True((outputs["text_features"] - FeatureEncoding.EncodeCaptions(model.TextTower, tokens, CPU)).abs().max().item<float>() < 1e-5f);
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

    [Fact]
    public void What_does_not_fit_together_is_refused()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        string Error(Action act) => Assert.ThrowsAny<ArgumentException>(act).Message;
        Assert.Contains("2 images have 1 labels", Error(() => new LabelledImages(zeros(2, 3, 4, 4), [0])), StringComparison.Ordinal);
        Assert.Contains("2 names need embeddings [2, embed], not [3, 4]", Error(() => ZeroShotClassifier.Of(["a", "b"], zeros(3, 4))), StringComparison.Ordinal);
        Assert.Contains("not [2]", Error(() => ZeroShotClassifier.Of(["a", "b"], zeros(2))), StringComparison.Ordinal);
        Assert.Contains("2 names in 3 templates need as many rows of tokens; there are 5", Error(() => ClassPrompts.FromTokens(["a", "b"], 3, zeros(5, 4, ScalarType.Int64))), StringComparison.Ordinal);
        Assert.Contains("0 names in 3 templates", Error(() => ClassPrompts.FromTokens([], 3, zeros(0, 4, ScalarType.Int64))), StringComparison.Ordinal);
        Assert.Contains("nothing to encode", Error(() => FeatureEncoding.Encode(model.Visual, zeros(0, 3, 16, 16), CPU)), StringComparison.Ordinal);
        Assert.Contains("batchSize", Error(() => FeatureEncoding.Encode(model.Visual, zeros(1, 3, 16, 16), CPU, batchSize: 0)), StringComparison.Ordinal);
        Assert.Contains("has no {name}", Error(() => PromptTemplates.Fill("a photo", "rocket")), StringComparison.Ordinal);
        Assert.Contains("at least one class name", Error(() => ClassPrompts.Create(Tokenizer.Value, [], Celebrity, 12)), StringComparison.Ordinal);
        Assert.Contains("at least one template", Error(() => ClassPrompts.Create(Tokenizer.Value, Names, [], 12)), StringComparison.Ordinal);
        Assert.Contains("fp32 or bf16", Error(() => ((EvaluationPrecision)7).ApplyTo(model)), StringComparison.Ordinal);
    }

    [Fact]
    public void Encoding_stops_when_it_is_cancelled()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var prompts = ClassPrompts.Create(Tokenizer.Value, Names, Celebrity, 12);
        var cancelled = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => FeatureEncoding.Encode(model.Visual, zeros(1, 3, 16, 16), CPU, cancellation: cancelled));
        Assert.Throws<OperationCanceledException>(() => FeatureEncoding.EncodeCaptions(model.TextTower, prompts.Tokens, CPU, cancelled));
    }

    [Fact]
    public void Features_that_are_no_numbers_are_told_by_what_they_are_of()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        Assert.StartsWith(
            "features of pictures: ", Assert.Throws<NotFiniteNumberException>(() => FeatureEncoding.Encode(model.Visual, full([1, 3, 16, 16], float.NaN), CPU)).Message, StringComparison.Ordinal);
        using (no_grad()) model.TextProjection.fill_(float.NaN);
        using var prompts = ClassPrompts.Create(Tokenizer.Value, Names, Celebrity, 12);
        Assert.StartsWith(
            "features of captions: ", Assert.Throws<NotFiniteNumberException>(() => FeatureEncoding.EncodeCaptions(model.TextTower, prompts.Tokens, CPU)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_similarity_matrix_has_a_row_an_image_and_a_column_a_caption()
    {
        using var scope = NewDisposeScope();
        var matrix = SimilarityMatrix.Of(tensor(new[] { 1f, 0, 0, 1 }, [2, 2]), tensor(new[] { 1f, 0, 0.6f, 0.8f, 0, -1 }, [3, 2]));
        Assert.Equal(new double[,] { { 1, 0.6f, 0 }, { 0, 0.8f, -1 } }, matrix);
    }
}
