using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Evaluation.Tests.ZeroShot;

public class EvaluationPrecisionTests
{
    private static readonly ClipConfig Config = new()
    {
        EmbedDim = 24,
        Vision = new ClipVisionConfig { ImageSize = 16, PatchSize = 8, Width = 32, Layers = 2, HeadWidth = 16 },
        Text = new ClipTextConfig { ContextLength = 8, VocabSize = 64, Width = 32, Heads = 2, Layers = 2 },
    };

    [Fact]
    public void Bfloat16_rounds_features_but_not_their_length()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        using var model = ClipModel.Create(Config, 1);
        var images = randn([40, 3, 16, 16], generator: generator);
        var tokens = randint(1, 64, [40, 8], dtype: ScalarType.Int64, generator: generator);
        var (exactImages, exactTexts) = Features(model, images, tokens);
        EvaluationPrecision.Bf16.ApplyTo(model);
        Assert.All(model.parameters(), p => Assert.Equal(ScalarType.BFloat16, p.dtype));
        var (roundedImages, roundedTexts) = Features(model, images, tokens);
        foreach (var (exact, rounded) in new[] { (exactImages, roundedImages), (exactTexts, roundedTexts) })
        {
            Assert.Equal(ScalarType.Float32, rounded.dtype);
            Assert.InRange((exact - rounded).abs().max().item<float>(), 1e-5f, 3e-2f);
            Assert.True((rounded.norm(1) - 1).abs().max().item<float>() < 1e-5f);
        }
    }

    [Fact]
    public void Fp32_is_the_default_and_changes_nothing()
    {
        using var model = ClipModel.Create(Config, 1);
        var digest = TowerDigest.OfVision(model);
        default(EvaluationPrecision).ApplyTo(model);
        Assert.Equal(digest, TowerDigest.OfVision(model));
        EvaluationPrecision.Bf16.ApplyTo(model);
        Assert.NotEqual(digest, TowerDigest.OfVision(model));
    }

    private static (Tensor Images, Tensor Texts) Features(ClipModel model, Tensor images, Tensor tokens) =>
        (FeatureEncoding.Encode(model.Visual, images, CPU), FeatureEncoding.EncodeCaptions(model.TextTower, tokens, CPU));
}
