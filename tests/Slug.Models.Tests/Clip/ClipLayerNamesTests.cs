using System.Text.Json;
using Slug.Models.Clip;

namespace Slug.Models.Tests.Clip;

public sealed class ClipLayerNamesTests
{
    private static readonly ClipConfig Small = new()
    {
        EmbedDim = 6,
        Vision = new ClipVisionConfig { ImageSize = 8, PatchSize = 4, Width = 12, Layers = 2, HeadWidth = 6 },
        Text = new ClipTextConfig { ContextLength = 4, VocabSize = 16, Width = 8, Heads = 2, Layers = 3 },
    };

    [Theory]
    [InlineData("ViT-B-32")]
    [InlineData("ViT-L-14-336")]
    [InlineData("ViT-H-14")]
    public void Are_those_of_open_clips_own_models(string name)
    {
        var golden = JsonDocument.Parse(GoldenFiles.Text("openclip-shapes.json")).RootElement.GetProperty(name);
        var tensors = golden.GetProperty("tensors").EnumerateObject().Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var names = ClipLayerNames.All(ClipConfig.Parse(golden.GetProperty("config").GetRawText()), ClipLayout.OpenClip);
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Empty(names.Except(tensors).Concat(tensors.Except(names)));
    }

    [Theory]
    [InlineData(ClipLayout.OpenClip)]
    [InlineData(ClipLayout.HuggingFace)]
    public void Are_those_of_a_model(ClipLayout layout)
    {
        using var model = ClipModel.Create(Small, 1);
        var layers = ClipLayers.Of(model, layout);
        Assert.Equal(layers.Select(l => l.Name).Order(StringComparer.Ordinal), ClipLayerNames.All(Small, layout).Order(StringComparer.Ordinal));
        Assert.Equal(layers.Candidates.Select(l => l.Name).Order(StringComparer.Ordinal), ClipLayerNames.Candidates(Small, layout).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_name_of_one_layout_is_found_in_the_other()
    {
        Assert.Equal(["visual.transformer.resblocks.0.attn.in_proj_weight"], ClipLayerNames.Translate("vision_model.encoder.layers.0.self_attn.k_proj.weight", ClipLayout.OpenClip));
        Assert.Equal(
            [.. "qkv".Select(head => $"text_model.encoder.layers.1.self_attn.{head}_proj.weight")],
            ClipLayerNames.Translate("transformer.resblocks.1.attn.in_proj_weight", ClipLayout.HuggingFace));
        Assert.Equal(["visual.proj"], ClipLayerNames.Translate("visual.proj", ClipLayout.OpenClip));
        Assert.Empty(ClipLayerNames.Translate("vision_model.nothing", ClipLayout.OpenClip));
    }
}
