using Slug.Experiments.Clip.Configuration;
using Slug.Models.Clip;

namespace Slug.Experiments.Tests.Clip.Configuration;

public sealed class ModelCardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slug-card-").FullName;

    [Fact]
    public void A_card_may_be_yaml()
    {
        var card = Write("ViT-B-32.yaml", """
            # the same as ViT-B-32.json
            embed_dim: 512
            vision_cfg: { image_size: 224, layers: 12, width: 768, patch_size: 32 }
            text_cfg:
              context_length: 77
              vocab_size: 49408
              width: 512
              heads: 8
              layers: 12
            quick_gelu: true
            """);
        Assert.Equal(ClipConfig.Load(Path.Combine(Repository.Root, "configs/models/ViT-B-32-quickgelu.json")), ModelCard.Load(card));
    }

    [Fact]
    public void The_config_beside_a_hugging_face_checkpoint_is_a_card()
    {
        var hub = Write("config.json", """{ "model_type": "clip", "projection_dim": 512, "text_config": { "hidden_act": "gelu" }, "vision_config": { "hidden_act": "gelu" } }""");
        Assert.Equal(ClipConfig.Load(Path.Combine(Repository.Root, "configs/models/ViT-B-32.json")), ModelCard.Load(hub));
    }

    [Theory]
    [InlineData("card.yaml", "embed_dim: 512\nvision_cfg: ]", "card.yaml:2: not valid YAML")]
    [InlineData("card.yml", "- 512\n", "card.yml: the CLIP config is not a JSON object")]
    [InlineData("card.yml", "embed_dim: many\nvision_cfg: {}\ntext_cfg: {}\n", "'embed_dim'")]
    [InlineData("card.yaml", "embed_dim: 512\nvision_cfg: { width: .nan }\ntext_cfg: {}\n", "card.yaml:2: '.nan' is no number that can be computed with")]
    [InlineData("card.json", "{", "card.json: the CLIP config is not JSON")]
    public void Mistakes_are_named_with_the_file(string name, string text, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => ModelCard.Load(Write(name, text))).Message);

    [Fact]
    public void A_folder_or_a_bomb_in_the_place_of_a_card_is_told_at_once()
    {
        Assert.Contains("it is a folder; name a file", Assert.Throws<IOException>(() => ModelCard.Load(_folder)).Message);
        var deep = Write("deep.yaml", "a: " + new string('[', 20_000));
        Assert.Contains("nested more than 64 levels deep", Assert.Throws<InvalidDataException>(() => ModelCard.Load(deep)).Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
