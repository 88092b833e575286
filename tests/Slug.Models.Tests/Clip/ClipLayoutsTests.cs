using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Clip;

public sealed class ClipLayoutsTests : IDisposable
{
    private static readonly ClipConfig Small = new()
    {
        EmbedDim = 6,
        Vision = new ClipVisionConfig { ImageSize = 8, PatchSize = 4, Width = 12, Layers = 1, HeadWidth = 6 },
        Text = new ClipTextConfig { ContextLength = 4, VocabSize = 16, Width = 8, Heads = 2, Layers = 1 },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("slug-layouts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("clip.safetensors", ClipLayout.OpenClip)]
    [InlineData("training.pt", ClipLayout.OpenClip)]
    [InlineData("openai.pt", ClipLayout.OpenClip)]
    [InlineData("openai-script.pt", ClipLayout.OpenClip)]
    [InlineData("pytorch_model.bin", ClipLayout.HuggingFace)]
    public void The_same_weights_make_the_same_model_whatever_the_layout(string file, ClipLayout layout)
    {
        using var scope = NewDisposeScope();
        var path = GoldenFiles.Path("torch", file);
        Assert.Equal(layout, ClipLayouts.Of(path));
        using var expected = SafetensorsFile.Open(GoldenFiles.Path("torch", "clip.safetensors"));
        using var model = ClipModel.Load(Small, path);
        foreach (var (name, parameter) in model.named_parameters())
        {
            Assert.Equal(ScalarType.Float32, parameter.dtype);
            Assert.True(expected.Load(name).Equals(parameter), name);
        }
    }

    [Fact]
    public void OpenAIs_archive_gives_the_features_of_its_program()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var expected = SafetensorsFile.LoadAll(GoldenFiles.Path("torch", "openai-script-features.safetensors"));
        using var model = ClipModel.Load(Small with { QuickGelu = true }, GoldenFiles.Path("torch", "openai-script.pt"));
        Assert.True(expected["image_features"].allclose(model.EncodeImage(expected["images"], normalize: false), 1e-5, 1e-5));
        Assert.True(expected["text_features"].allclose(model.EncodeText(expected["texts"], normalize: false), 1e-5, 1e-5));
    }

    [Fact]
    public void Masks_and_sizes_are_no_weights()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "masks.safetensors");
        using (var weights = SafetensorsFile.Open(GoldenFiles.Path("torch", "clip.safetensors")))
        {
            SafetensorsWriter.Write(path, weights.Entries.Select(e => KeyValuePair.Create(e.Name, weights.Load(e.Name)))
                .Concat(new[] { "attn_mask", "transformer.resblocks.0.attn_mask", "input_resolution" }.Select(name => KeyValuePair.Create(name, ones(4, 4)))).ToList());
        }

        using (var model = ClipModel.Load(Small, path)) Assert.Equal(Small, model.Config);
        using var file = SafetensorsFile.Open(path);
        Assert.DoesNotContain(ClipLayouts.AsOpenClip(file).Entries, e => e.Name.EndsWith("attn_mask", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_goes_to_hugging_faces_layout_and_back_without_a_change()
    {
        using var model = ClipModel.Load(Small, GoldenFiles.Path("torch", "clip.safetensors"));
        var path = Path.Combine(_folder, "model.safetensors");
        ClipLayouts.Save(model, path, ClipLayout.OpenClip);
        Assert.Equal(ClipLayout.OpenClip, ClipLayouts.Of(path));
        ClipLayouts.Save(model, path, ClipLayout.HuggingFace);
        Assert.Equal(ClipLayout.HuggingFace, ClipLayouts.Of(path));
        using (var ours = SafetensorsFile.Open(path))
        using (var theirs = CheckpointFiles.Open(GoldenFiles.Path("torch", "pytorch_model.bin")))
        {
            using var scope = NewDisposeScope();
            var weights = theirs.Entries.Where(e => !e.Name.EndsWith("position_ids", StringComparison.Ordinal)).ToList();
            Assert.Equal(weights.Select(e => e.Name).Order(), ours.Entries.Select(e => e.Name).Order());
            Assert.All(weights, e => Assert.True(theirs.Load(e.Name).Equals(ours.Load(e.Name)), e.Name));
        }

        using var again = ClipModel.Load(Small, path);
        foreach (var (name, parameter) in model.named_parameters()) Assert.True(parameter.Equals(again.get_parameter(name)!), name);
    }

    [Fact]
    public void A_checkpoint_of_another_architecture_is_one_error_that_lists_everything()
    {
        var other = Small with { EmbedDim = 7, Text = Small.Text with { Layers = 2 } };
        var error = Assert.Throws<CheckpointException>(() => ClipModel.Load(other, GoldenFiles.Path("torch", "pytorch_model.bin")));
        Assert.Equal(12, error.Problems.Count(p => p.Contains("is missing", StringComparison.Ordinal)));
        Assert.Contains("'transformer.resblocks.1.attn.in_proj_weight' [24, 8] is missing", error.Message);
        Assert.Contains("'visual.proj' has shape [12, 6], the model needs [12, 7]", error.Message);
        Assert.Contains("'text_projection' has shape [8, 6], the model needs [8, 7]", error.Message);
        Assert.Equal(14, error.Problems.Count);

        var shallow = Small with { Vision = Small.Vision with { ImageSize = 16 } };
        Assert.Contains("'visual.positional_embedding' has shape [5, 12], the model needs [17, 12]",
            Assert.Throws<CheckpointException>(() => ClipModel.Load(shallow, GoldenFiles.Path("torch", "openai.pt"))).Message);
    }

    [Fact]
    public void A_part_of_a_fused_tensor_that_is_missing_is_reported()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "part.safetensors");
        using (var whole = CheckpointFiles.Open(GoldenFiles.Path("torch", "pytorch_model.bin")))
        {
            SafetensorsWriter.Write(path, whole.Entries.Where(e => e.Name != "text_model.encoder.layers.0.self_attn.k_proj.bias")
                .Select(e => KeyValuePair.Create(e.Name, whole.Load(e.Name))).ToList());
        }

        var error = Assert.Throws<CheckpointException>(() => ClipModel.Load(Small, path));
        Assert.Contains("'transformer.resblocks.0.attn.in_proj_bias' [24] is missing", error.Message);
        Assert.Contains("'text_model.encoder.layers.0.self_attn.q_proj.bias' [8] is unexpected", error.Message);
        Assert.Equal(3, error.Problems.Count);
    }

    [Fact]
    public void Every_tensor_of_the_real_models_has_its_names()
    {
        foreach (var card in System.Text.Json.JsonDocument.Parse(GoldenFiles.Text("openclip-shapes.json")).RootElement.EnumerateObject())
        {
            foreach (var tensor in card.Value.GetProperty("tensors").EnumerateObject())
            {
                var sources = HuggingFaceClipNames.Sources(tensor.Name);
                Assert.NotNull(sources);
                Assert.All(sources, source => Assert.Equal(tensor.Name, HuggingFaceClipNames.Target(source)));
            }
        }

        Assert.Null(HuggingFaceClipNames.Sources("visual.attn_pool.weight"));
        Assert.Null(HuggingFaceClipNames.Target("text_model.encoder.layers.0.other.weight"));
    }
}
