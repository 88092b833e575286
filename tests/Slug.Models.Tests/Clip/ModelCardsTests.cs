using System.Text.Json;
using Slug.Models.Clip;

namespace Slug.Models.Tests.Clip;

/// <summary>The cards in configs/models.</summary>
public class ModelCardsTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "models");

    public static TheoryData<string> Names => ["ViT-B-32", "ViT-B-16", "ViT-L-14", "ViT-L-14-336", "ViT-H-14"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Are_open_clips_with_either_activation(string name)
    {
        var golden = JsonDocument.Parse(GoldenFiles.Text("openclip-shapes.json")).RootElement.GetProperty(name).GetProperty("config");
        var card = ClipConfig.Load(Path.Combine(Folder, $"{name}.json"));
        Assert.Equal(ClipConfig.Parse(golden.GetRawText()), card);
        Assert.False(card.QuickGelu);
        Assert.Equal(card with { QuickGelu = true }, ClipConfig.Load(Path.Combine(Folder, $"{name}-quickgelu.json")));
    }

    [Fact]
    public void All_can_be_read() =>
        Assert.All(Directory.GetFiles(Folder), path => Assert.Empty(ClipConfig.Load(path).Problems()));
}
