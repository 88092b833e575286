using System.Text.Json;
using Slug.Models.Clip;

namespace Slug.Models.Tests.Clip;

public class ClipConfigTests
{
    [Fact]
    public void Reads_open_clips_cards()
    {
        var cards = JsonDocument.Parse(GoldenFiles.Text("openclip-shapes.json")).RootElement;
        var huge = ClipConfig.Parse(cards.GetProperty("ViT-H-14").GetProperty("config").GetRawText());
        Assert.Equal(80, huge.Vision.HeadWidth);
        Assert.Equal(257, huge.Vision.Tokens);
        Assert.Equal(24, huge.Text.Layers);
        Assert.False(huge.QuickGelu);
    }

    [Fact]
    public void Survives_a_round_trip()
    {
        var config = ClipConfig.Load(GoldenFiles.Path("clip-tiny", "config.json")) with { QuickGelu = true };
        Assert.Equal(config, ClipConfig.Parse(config.ToJson()));
    }

    [Fact]
    public void Lists_all_problems_at_once()
    {
        const string json = """{"embed_dim": "wide", "vision_cfg": {"image_size": 30, "patch_size": 8, "width": 64, "timm_model_name": "x"}, "multimodal_cfg": {}}""";
        var message = Assert.Throws<InvalidDataException>(() => ClipConfig.Parse(json)).Message;
        foreach (var part in new[] { "'embed_dim' is \"wide\"", "'vision.layers' is missing", "'vision.timm_model_name'", "'text' (or 'text_cfg')", "'multimodal_cfg'" })
            Assert.Contains(part, message);
    }

    [Fact]
    public void Sizes_must_fit_together()
    {
        var config = ClipConfig.Load(GoldenFiles.Path("clip-tiny", "config.json"));
        var wrong = config with { Vision = config.Vision with { PatchSize = 7, HeadWidth = 48 }, Text = config.Text with { Heads = 5 } };
        Assert.Equal(3, wrong.Problems().Count);
        Assert.Throws<InvalidDataException>(() => ClipModel.Create(wrong, 0));
    }
}
