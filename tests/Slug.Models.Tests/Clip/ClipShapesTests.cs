using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Clip;

public sealed class ClipShapesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(4.0, 2, 3)]
    [InlineData(2.6, 1, 1)]
    public void Are_those_of_a_model(double ratio, int visionLayers, int textLayers)
    {
        var config = Config(ratio, visionLayers, textLayers);
        using var model = ClipModel.Create(config, 1);
        var own = model.named_parameters().ToDictionary(p => p.name, p => string.Join(' ', p.parameter.shape));
        Assert.Equal(own.OrderBy(s => s.Key, StringComparer.Ordinal), ClipShapes.Of(config).Select(s => KeyValuePair.Create(s.Key, string.Join(' ', s.Value))).OrderBy(s => s.Key, StringComparer.Ordinal));
        var pictures = own.Keys.Where(name => name.StartsWith("visual.", StringComparison.Ordinal) || name is "logit_scale" or "text_projection");
        Assert.Equal(own.Keys.Except(pictures).Order(), ClipShapes.OfText(config.Text).Keys.Order());
    }

    [Theory]
    [InlineData(ClipLayout.OpenClip)]
    [InlineData(ClipLayout.HuggingFace)]
    public void A_checkpoint_of_these_sizes_fits_in_either_layout_and_another_does_not(ClipLayout layout)
    {
        var path = _folder.File("clip.safetensors");
        using (var model = ClipModel.Create(Config(4, 1, 1), 1)) ClipLayouts.Save(model, path, layout);
        using var file = CheckpointFiles.Open(path);
        ClipShapes.RequireFit(Config(4, 1, 1), file);
        Assert.Contains("'transformer.resblocks.1.ln_1.weight' [20] is missing.", Problems(Config(4, 1, 2), file));
        Assert.Contains("'transformer.resblocks.0.mlp.c_fc.weight' has shape [80, 20], the model needs [40, 20].", Problems(Config(2, 1, 1), file));
    }

    [Fact]
    public void A_checkpoint_of_something_else_is_told_in_one_line()
    {
        using var scope = NewDisposeScope();
        var path = _folder.File("other.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["model.layers.0.weight"] = zeros(2), ["lm_head.weight"] = zeros(2) });
        using var file = CheckpointFiles.Open(path);
        Assert.Equal(["is no CLIP: none of its tensors is one of CLIP's, in open_clip's names or in Hugging Face's; it has lm_head.weight, model.layers.0.weight."], Problems(Config(4, 1, 1), file));
    }

    private static IReadOnlyList<string> Problems(ClipConfig config, ICheckpointFile file) => Assert.Throws<CheckpointException>(() => ClipShapes.RequireFit(config, file)).Problems;

    private static ClipConfig Config(double ratio, int visionLayers, int textLayers) => new()
    {
        EmbedDim = 24,
        Vision = new ClipVisionConfig { ImageSize = 32, PatchSize = 8, Width = 32, Layers = visionLayers, HeadWidth = 16, MlpRatio = ratio },
        Text = new ClipTextConfig { ContextLength = 12, VocabSize = 100, Width = 20, Heads = 2, Layers = textLayers, MlpRatio = ratio },
    };
}
