using Slug.Models.Clip;

namespace Slug.Models.Tests.Clip;

public class ClipSizesTests
{
    [Theory]
    [InlineData(8, 4.0, 2, 3)]
    [InlineData(16, 2.0, 1, 1)]
    public void Parameters_are_those_that_a_model_has(int patch, double ratio, int visionLayers, int textLayers)
    {
        var config = new ClipConfig
        {
            EmbedDim = 24,
            Vision = new ClipVisionConfig { ImageSize = 32, PatchSize = patch, Width = 32, Layers = visionLayers, HeadWidth = 16, MlpRatio = ratio },
            Text = new ClipTextConfig { ContextLength = 12, VocabSize = 100, Width = 20, Heads = 2, Layers = textLayers, MlpRatio = ratio },
        };
        using var model = ClipModel.Create(config, 1);
        Assert.Equal(model.parameters().Sum(p => p.numel()), ClipSizes.Parameters(config));
    }

    // As open_clip's profile of its models has them, in millions.
    [Theory]
    [InlineData("ViT-B-32", 151.28)]
    [InlineData("ViT-B-16", 149.62)]
    [InlineData("ViT-L-14", 427.62)]
    [InlineData("ViT-H-14", 986.11)]
    public void Published_models_have_their_published_sizes(string card, double millions) =>
        Assert.Equal(millions, ClipSizes.Parameters(ClipConfig.Load(Path.Combine(Repository.Root, "configs", "models", $"{card}.json"))) / 1e6, 0.005);

    [Fact]
    public void What_a_pass_keeps_grows_with_tokens_and_blocks()
    {
        var config = new ClipConfig
        {
            EmbedDim = 8,
            Vision = new ClipVisionConfig { ImageSize = 16, PatchSize = 8, Width = 16, Layers = 1, HeadWidth = 8 },
            Text = new ClipTextConfig { ContextLength = 3, VocabSize = 10, Width = 8, Heads = 2, Layers = 1 },
        };
        // Five tokens of 18 widths of 16 and two heads' two lines of five; three of 18 widths of 8 and two of three.
        Assert.Equal(4 * ((5 * ((18 * 16) + (2 * 2 * 5))) + (3 * ((18 * 8) + (2 * 2 * 3)))), ClipSizes.ActivationBytes(config));
        Assert.Equal(
            2 * ClipSizes.ActivationBytes(config),
            ClipSizes.ActivationBytes(config with { Vision = config.Vision with { Layers = 2 }, Text = config.Text with { Layers = 2 } }));
    }
}
