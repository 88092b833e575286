using System.Text.Json;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Clip;

public class ClipModelTests
{
    private static ClipModel Tiny() =>
        ClipModel.Load(ClipConfig.Load(GoldenFiles.Path("clip-tiny", "config.json")), GoldenFiles.Path("clip-tiny", "weights.safetensors"));

    private static Dictionary<string, Tensor> Golden(string file) => SafetensorsFile.LoadAll(GoldenFiles.Path("clip-tiny", file));

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Copies_of_a_text_tower_have_its_weights_and_type_and_compute_the_same(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var config = ClipConfig.Load(GoldenFiles.Path("clip-tiny", "config.json"));
        using var file = SafetensorsFile.Open(GoldenFiles.Path("clip-tiny", "weights.safetensors"));
        using var model = ClipTextModel.Load(new ClipTextModelConfig(config.Text, config.QuickGelu), file, type: type);
        using ClipTextModel one = model.Copy(), other = model.Copy();
        foreach (var (name, parameter) in model.named_parameters())
        {
            Assert.Equal(type, one.get_parameter(name)!.dtype);
            Assert.True(one.get_parameter(name)!.equal(parameter).all().item<bool>(), name);
        }

        var ids = Golden("batches.safetensors")["forget.0.tokens"];
        Assert.True(one.Tower.Tokens(ids).equal(other.Tower.Tokens(ids)).all().item<bool>());
        Assert.True(one.Tower.Tokens(ids).allclose(model.Tower.Tokens(ids), 1e-2, 1e-2));
        one.get_parameter("ln_final.weight")!.add_(1);
        Assert.False(one.get_parameter("ln_final.weight")!.equal(model.get_parameter("ln_final.weight")!).all().item<bool>());
    }

    [Fact]
    public void Features_and_losses_are_the_reference_ones()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Tiny();
        var (batches, outputs) = (Golden("batches.safetensors"), Golden("outputs.safetensors"));
        Near(outputs["image_features"], model.EncodeImage(batches["forget.0.image"]));
        Near(outputs["text_features"], model.EncodeText(batches["forget.0.tokens"]));
        for (var i = 0; i < 4; i++)
        {
            var loss = ContrastiveLoss.Of(model.EncodeImage(batches[$"retain.{i}.image"]), model.EncodeText(batches[$"retain.{i}.tokens"]), model.LogitScale);
            Near(outputs["retain_contrastive_loss"][i], loss);
        }
    }

    [Fact]
    public void Last_blocks_run_for_the_pooled_token_alone_give_the_reference_features_and_gradients()
    {
        using var scope = NewDisposeScope();
        using var model = Tiny();
        var (batches, outputs) = (Golden("batches.safetensors"), Golden("outputs.safetensors"));
        var (image, tokens) = (batches["forget.0.image"], batches["forget.0.tokens"]);
        var (images, texts) = (model.Visual.EncodePooled(image), model.TextTower.EncodePooled(tokens));
        Near(outputs["image_features"], images);
        Near(outputs["text_features"], texts);
        ContrastiveLoss.Of(images, texts, model.LogitScale).backward();
        var gradients = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.clone());
        model.zero_grad();
        ContrastiveLoss.Of(model.EncodeImage(image), model.EncodeText(tokens), model.LogitScale).backward();
        Assert.All(model.named_parameters(), p => Near(p.parameter.grad!, gradients[p.name]));
    }

    [Fact]
    public void Captions_may_be_cut_to_the_longest_of_their_batch()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Tiny();
        var tokens = zeros(2, 16, ScalarType.Int64);
        tokens[0] = tensor(new long[] { 62, 5, 6, 63, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 });
        tokens[1] = tensor(new long[] { 62, 5, 6, 9, 11, 63, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 });
        var cut = TextTower.CutToLongest(tokens);
        Assert.Equal([2, 6], cut.shape);
        Near(model.EncodeText(tokens), model.EncodeText(cut));
    }

    [Fact]
    public void Towers_in_pieces_give_the_whole()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Tiny();
        var batches = Golden("batches.safetensors");
        foreach (var (tower, input) in new (ITower, Tensor)[] { (model.Visual, batches["retain.0.image"]), (model.TextTower, batches["retain.0.tokens"]) })
        {
            var early = tower.RunBlocks(tower.Embed(input), 0, 1);
            var late = tower.Project(tower.RunBlocks(early, 1, tower.BlockCount), input);
            Near(tower.Encode(input, normalize: false), late);
        }
    }

    [Fact]
    public void The_vision_tower_is_a_module_of_its_own()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var model = Tiny();
        var images = Golden("batches.safetensors")["forget.0.image"];
        Near(model.EncodeImage(images, normalize: false), model.Visual.call(images));
    }

    [Fact]
    public void Quick_gelu_changes_the_features()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var gelu = Tiny();
        using var quick = ClipModel.Load(gelu.Config with { QuickGelu = true }, GoldenFiles.Path("clip-tiny", "weights.safetensors"));
        var images = Golden("batches.safetensors")["forget.0.image"];
        Assert.True((gelu.EncodeImage(images) - quick.EncodeImage(images)).abs().max().item<float>() > 1e-3f);
    }

    [Theory]
    [InlineData("ViT-B-32")]
    [InlineData("ViT-B-16")]
    [InlineData("ViT-L-14")]
    [InlineData("ViT-L-14-336")]
    [InlineData("ViT-H-14")]
    public void Names_and_ranks_are_open_clips(string card)
    {
        // The real depth at a sixteenth of the width: names and ranks do not depend on the width, and hundreds of megabytes stay unused.
        var golden = JsonDocument.Parse(GoldenFiles.Text("openclip-shapes.json")).RootElement.GetProperty(card);
        var full = ClipConfig.Parse(golden.GetProperty("config").GetRawText());
        var slim = full with
        {
            EmbedDim = 8,
            Vision = full.Vision with { Width = 16, HeadWidth = 16, ImageSize = full.Vision.PatchSize },
            Text = full.Text with { Width = 16, Heads = 1, VocabSize = 32 },
        };
        using var model = ClipModel.Create(slim, 0);
        var expected = golden.GetProperty("tensors").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetArrayLength());
        Assert.Equal(expected.OrderBy(p => p.Key, StringComparer.Ordinal), model.named_parameters()
            .Select(p => KeyValuePair.Create(p.name, p.parameter.shape.Length)).OrderBy(p => p.Key, StringComparer.Ordinal));
        Assert.Empty(model.named_buffers());
    }

    [Theory]
    [InlineData("ViT-B-32")]
    [InlineData("ViT-B-16")]
    [InlineData("ViT-L-14")]
    [InlineData("ViT-L-14-336")]
    [InlineData("ViT-H-14")]
    public void Shapes_are_open_clips(string card)
    {
        // At full size, and without weights: no shape depends on them.
        var golden = JsonDocument.Parse(GoldenFiles.Text("openclip-shapes.json")).RootElement.GetProperty(card);
        using var model = new ClipModel(ClipConfig.Parse(golden.GetProperty("config").GetRawText()), META);
        foreach (var (name, parameter) in model.named_parameters())
            Assert.Equal(golden.GetProperty("tensors").GetProperty(name).EnumerateArray().Select(e => e.GetInt64()), parameter.shape);
        Assert.Equal(golden.GetProperty("parameters").GetInt64(), model.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void The_seed_decides_the_weights()
    {
        var config = ClipConfig.Load(GoldenFiles.Path("clip-tiny", "config.json"));
        using var a = ClipModel.Create(config, 5);
        using var b = ClipModel.Create(config, 5);
        using var c = ClipModel.Create(config, 6);
        foreach (var (name, parameter) in a.named_parameters())
            Assert.True(parameter.Equals(b.get_parameter(name)!), name);
        Assert.False(a.TextProjection.Equals(c.TextProjection));
        Assert.Equal(Math.Log(1 / 0.07), a.LogitScale.item<float>(), 1e-6);
        Assert.Equal(0.02, a.TokenEmbedding.get_parameter("weight")!.std().item<float>(), 0.002);
    }

    [Fact]
    public void A_model_outlives_the_scope_it_was_made_in()
    {
        ClipModel model;
        using (NewDisposeScope()) model = Tiny();
        using (model) Assert.Equal([48, 32], model.TextProjection.cpu().shape);
    }

    [Fact]
    public void Wrong_inputs_are_refused_before_they_reach_the_kernels()
    {
        using var model = Tiny();
        using var image = zeros(1, 3, 16, 16);
        using var tokens = zeros(1, 17, ScalarType.Int64);
        Assert.Contains("[batch, 3, 32, 32]", Assert.Throws<ArgumentException>(() => model.EncodeImage(image)).Message);
        Assert.Contains("1 to 16", Assert.Throws<ArgumentException>(() => model.EncodeText(tokens)).Message);
    }

    [Fact]
    public void Saves_and_loads_itself()
    {
        using var model = Tiny();
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        try
        {
            model.Save(path, new Dictionary<string, string> { ["format"] = "pt" });
            using var again = ClipModel.Load(model.Config, path);
            foreach (var (name, parameter) in model.named_parameters()) Assert.True(parameter.Equals(again.get_parameter(name)!), name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        var scale = expected.abs().max().item<float>();
        Assert.InRange((expected - actual).abs().max().item<float>() / scale, 0, 1e-5f);
    }
}
