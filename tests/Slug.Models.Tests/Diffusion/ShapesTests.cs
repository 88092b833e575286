using System.IO.Compression;
using System.Text.Json.Nodes;
using Slug.Models.Checkpoints;
using Slug.Models.Classifiers;
using Slug.Models.Clip;
using Slug.Models.Diffusion;
using Slug.Models.Diffusion.Blocks;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Diffusion;

/// <summary>Every tensor's name and shape of the full-size models, from their public configs; no weights are made.</summary>
public class ShapesTests
{
    [Theory]
    [InlineData("sd15-unet", 859_520_964)]
    [InlineData("sd21-unet", 865_910_724)]
    public void UNets(string model, long parameters)
    {
        using var unet = new UNet2DConditionModel(UNetConfig.Read(Config(model)), META);
        Same(model, unet, parameters);
    }

    [Fact]
    public void Named_presets_are_the_public_configs()
    {
        using var first = new UNet2DConditionModel(UNetConfig.StableDiffusion15, META);
        Same("sd15-unet", first, 859_520_964);
        using var second = new UNet2DConditionModel(UNetConfig.StableDiffusion21, META);
        Same("sd21-unet", second, 865_910_724);
        using var vae = new AutoencoderKL(VaeConfig.StableDiffusion, META);
        Same("sd-vae", vae, 83_653_863);
        Assert.Equal(UNetConfig.Read(Config("sd15-unet")).Heads, UNetConfig.StableDiffusion15.Heads);
        Assert.Equal(UNetConfig.Read(Config("sd21-unet")).Heads, UNetConfig.StableDiffusion21.Heads);
        Assert.Equal(ClipTextModelConfig.Read(Config("sd15-text-encoder")), ClipTextModelConfig.StableDiffusion15);
        Assert.Equal(ClipTextModelConfig.Read(Config("sd21-text-encoder")), ClipTextModelConfig.StableDiffusion21);
    }

    [Fact]
    public void Keys_and_values_of_the_prompt_are_found_at_every_attention()
    {
        using var unet = new UNet2DConditionModel(UNetConfig.StableDiffusion15, META);
        var projections = unet.PromptProjections;
        // 6 attentions on the way down, 1 in the middle, 9 on the way up.
        Assert.Equal(32, projections.Count);
        Assert.All(projections, p => Assert.Equal(768, p.Layer.weight!.shape[1]));
        Assert.Contains("mid_block.attentions.0.transformer_blocks.0.attn2.to_v.weight", projections.Select(p => p.Name));
    }

    [Fact]
    public void Autoencoder()
    {
        using var vae = new AutoencoderKL(VaeConfig.Read(Config("sd-vae")), META);
        Same("sd-vae", vae, 83_653_863);
    }

    [Theory]
    [InlineData("sd15-text-encoder")]
    [InlineData("sd21-text-encoder")]
    public void Text_encoders(string model) => ClipTextModel.RequireFit(ClipTextModelConfig.Read(Config(model)), new ShapesOnly(Tensors(model)));

    [Fact]
    public void Vision_transformer_of_the_benchmark()
    {
        using var vit = new Vit(VitConfig.Large16(51), META);
        Same("timm-vit-large-patch16-224-51", vit, 303_353_907);
        Assert.Equal(VitConfig.Large16(51), VitConfig.Of(new ShapesOnly(Tensors("timm-vit-large-patch16-224-51"))));
    }

    [Fact]
    public void Inception()
    {
        using var network = TorchSharp.torchvision.models.inception_v3();
        var actual = network.named_parameters().Select(p => (p.name, p.parameter.shape)).Concat(network.named_buffers().Select(b => (b.Item1, b.Item2.shape))).ToDictionary(t => t.Item1, t => t.Item2);
        Equal(Tensors("torchvision-inception-v3"), actual);
    }

    /// <summary>The shapes of a model of the reference file.</summary>
    internal static Dictionary<string, long[]> Tensors(string model) =>
        Shapes()[model]!["tensors"]!.AsObject().ToDictionary(t => t.Key, t => t.Value!.AsArray().Select(extent => extent!.GetValue<long>()).ToArray());

    internal static ModelConfigJson Config(string model) => new(Shapes()[model]!["config"]!.AsObject(), model);

    private static JsonObject Shapes()
    {
        using var json = new GZipStream(File.OpenRead(GoldenFiles.Path("diffusion-shapes.json.gz")), CompressionMode.Decompress);
        return JsonNode.Parse(json)!.AsObject();
    }

    private static void Same(string model, nn.Module module, long parameters)
    {
        Equal(Tensors(model), module.named_parameters().ToDictionary(p => p.name, p => p.parameter.shape));
        Assert.Equal(parameters, module.parameters().Sum(p => p.numel()));
    }

    private static void Equal(Dictionary<string, long[]> expected, Dictionary<string, long[]> actual)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, tensor => Assert.Equal(tensor.Value, actual[tensor.Key]));
    }

    /// <summary>A checkpoint of which only the header is there.</summary>
    internal sealed class ShapesOnly(Dictionary<string, long[]> shapes) : ICheckpointFile
    {
        public string Path => "shapes.json";

        public IReadOnlyList<CheckpointEntry> Entries { get; } = [.. shapes.Select(s => new CheckpointEntry(s.Key, ScalarType.Float32, s.Value))];

        public Tensor Load(string name) => throw new NotSupportedException(name);

        public void Dispose()
        {
        }
    }
}
