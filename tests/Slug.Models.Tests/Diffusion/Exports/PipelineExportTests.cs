using Slug.Models.Checkpoints;
using Slug.Models.Checkpoints.Patches;
using Slug.Models.Diffusion.Exports;
using Slug.Models.Diffusion.Loading;
using Slug.Models.Tests.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Diffusion.Exports;

/// <summary>What is written of a changed text encoder gives the changed encoder's embeddings in whatever reads it; here readers are written down from what those programs do.</summary>
public sealed class PipelineExportTests : IDisposable
{
    private const string Layer = "text_model.encoder.layers.1.self_attn.";

    private readonly DisposeScope _scope = NewDisposeScope();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_of_diffusers(bool link)
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        var changes = Changes();
        var target = tiny.Folder + "-out";
        try
        {
            PipelineExport.WriteFolder(tiny.Folder + "/", target, changes, link: link);
            var written = PlainSafetensors.Read(Path.Combine(target, "text_encoder", "model.safetensors"));
            SameText(Changed(tiny.Text, changes), written);
            Assert.Equal(Embeddings(tiny, changes), Embeddings(target, new LoadOptions(), tiny));
            Assert.Throws<IOException>(() => PipelineExport.WriteFolder(tiny.Folder, target, changes));
            // A hard link: what is written through one name is seen through the other.
            var unet = Path.Combine("unet", "diffusion_pytorch_model.safetensors");
            Assert.Null(new FileInfo(Path.Combine(target, unet)).LinkTarget);
            File.AppendAllText(tiny.Part(unet), "x");
            Assert.Equal(link, File.ReadAllBytes(Path.Combine(target, unet)).SequenceEqual(File.ReadAllBytes(tiny.Part(unet))));
        }
        finally
        {
            Directory.Delete(target, recursive: true);
        }
    }

    [Fact]
    public void Every_variant_of_the_text_encoder_is_changed_and_pickles_become_safetensors()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs();
        TorchZip.Write(tiny.Part("unet", "diffusion_pytorch_model.bin"), tiny.UNet);
        TorchZip.Write(tiny.Part("vae", "diffusion_pytorch_model.bin"), tiny.Vae);
        TorchZip.Write(tiny.Part("text_encoder", "pytorch_model.bin"), tiny.Text);
        SafetensorsWriter.Write(tiny.Part("text_encoder", "model.fp16.safetensors"), tiny.Text.ToDictionary(t => t.Key, t => t.Value.to_type(ScalarType.Float16)));
        var target = tiny.Folder + "-out";
        try
        {
            PipelineExport.WriteFolder(tiny.Folder, target, Changes());
            Assert.Equal(["config.json", "model.fp16.safetensors", "model.safetensors"], Directory.GetFiles(Path.Combine(target, "text_encoder")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            SameText(Changed(tiny.Text, Changes()), PlainSafetensors.Read(Path.Combine(target, "text_encoder", "model.safetensors")));
            var half = PlainSafetensors.Read(Path.Combine(target, "text_encoder", "model.fp16.safetensors"));
            Assert.False(half[Layer + "q_proj.weight"].SameAs(tiny.Text[Layer + "q_proj.weight"].to_type(ScalarType.Float16)));
            Assert.Equal(Embeddings(tiny, Changes()), Embeddings(target, new LoadOptions(), tiny));
        }
        finally
        {
            Directory.Delete(target, recursive: true);
        }
    }

    [Theory]
    [InlineData("pipeline", "cond_stage_model.transformer.text_model.encoder.layers.1.self_attn.q_proj.weight")]
    [InlineData("pipeline-sd21", "cond_stage_model.model.transformer.resblocks.1.attn.in_proj_weight")]
    public void A_single_file_from_a_folder_and_again_from_that_file(string set, string name)
    {
        using var tiny = new TinyPipeline(set).WriteConfigs().WriteWeights();
        var changes = Changes();
        var (first, second) = (tiny.Part("first.safetensors"), tiny.Part("second.safetensors"));
        PipelineExport.WriteSingleFile(tiny.Folder, first, []);
        PipelineExport.WriteSingleFile(first, second, changes, new LoadOptions { Configs = tiny.Folder });
        var options = new LoadOptions { Configs = tiny.Folder };
        Assert.Equal(Embeddings(tiny, changes), Embeddings(second, options, tiny));
        Loading.PipelineFolderTests.SamplesLikeTheReference(tiny, options, path: first);
        var (before, after) = (PlainSafetensors.Read(first), PlainSafetensors.Read(second));
        Assert.Contains(name, after.Keys);
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        // The UNet's and the autoencoder's names, by the networks that they were trained with.
        var (unet, vae) = (LdmNames.UNet(2, 2, [true, false]), LdmNames.Vae(3, 2));
        Assert.All(tiny.UNet, t => Assert.True(t.Value.SameAs(after[LdmNames.Of(t.Key, unet)])));
        Assert.All(tiny.Vae, t => Assert.True(t.Value.flatten().SameAs(after[LdmNames.Of(t.Key, vae)].flatten())));
        Assert.Equal([16, 16, 1, 1], after["first_stage_model.decoder.mid.attn_1.proj_out.weight"].shape);
    }

    [Fact]
    public void What_is_not_changed_keeps_its_type()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs();
        tiny.Text = tiny.Text.ToDictionary(t => t.Key, t => t.Value.to_type(ScalarType.Float16));
        tiny.WriteWeights();
        PipelineExport.WriteFolder(tiny.Folder, tiny.Folder + "-out", Changes());
        var written = PlainSafetensors.Read(tiny.Folder + "-out/text_encoder/model.safetensors");
        Assert.All(written.Values, t => Assert.Equal(ScalarType.Float16, t.dtype));
        Assert.False(written[Layer + "q_proj.weight"].SameAs(tiny.Text[Layer + "q_proj.weight"]));
        Assert.True(written[Layer + "k_proj.weight"].SameAs(tiny.Text[Layer + "k_proj.weight"]));
        Directory.Delete(tiny.Folder + "-out", recursive: true);
    }

    [Fact]
    public void A_change_that_fits_nowhere_is_refused()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        var failure = Assert.Throws<CheckpointException>(() => PipelineExport.WriteFolder(tiny.Folder, tiny.Part("out"), [new WeightChange("text_model.encoder.layers.9.mlp.fc1.weight", zeros(2, 2)), new WeightChange(Layer + "q_proj.weight", zeros(2, 2))]));
        Assert.Contains("no tensor 'text_model.encoder.layers.9.mlp.fc1.weight'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("cannot change by [2, 2]", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _scope.Dispose();

    private static IReadOnlyList<WeightChange> Changes()
    {
        using var random = new Generator(9);
        return [new WeightChange(Layer + "q_proj.weight", randn([32, 32], generator: random).mul(0.1)), new WeightChange(Layer + "v_proj.bias", randn([32], generator: random).mul(0.1))];
    }

    private static Dictionary<string, Tensor> Changed(Dictionary<string, Tensor> text, IReadOnlyList<WeightChange> changes) =>
        text.ToDictionary(t => t.Key, t => changes.FirstOrDefault(c => c.Name == t.Key) is { } change ? t.Value + change.Change : t.Value);

    private static void SameText(Dictionary<string, Tensor> expected, Dictionary<string, Tensor> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, t => Assert.True(t.Value.SameAs(actual[t.Key]), t.Key));
    }

    private static float[] Embeddings(TinyPipeline tiny, IReadOnlyList<WeightChange> changes)
    {
        var file = tiny.Part("changed.safetensors");
        SafetensorsWriter.Write(file, Changed(tiny.Text, changes));
        using var opened = CheckpointFiles.Open(file);
        using var model = Slug.Models.Clip.ClipTextModel.Load(Slug.Models.Clip.ClipTextModelConfig.Load(tiny.Part("text_encoder", "config.json")), opened);
        return [.. model.Tower.Tokens(tiny.Inputs["input_ids"]).data<float>()];
    }

    private static float[] Embeddings(string pipeline, LoadOptions options, TinyPipeline tiny)
    {
        using var parts = PipelineParts.Open(pipeline, options);
        using var model = parts.Load(options);
        return [.. model.Encoder.Encode(tiny.Inputs["input_ids"]).data<float>()];
    }
}
