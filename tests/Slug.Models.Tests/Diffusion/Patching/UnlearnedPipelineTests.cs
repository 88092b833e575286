using System.Text.Json;
using Slug.Models.Checkpoints;
using Slug.Models.Checkpoints.Patches;
using Slug.Models.Diffusion.Exports;
using Slug.Models.Diffusion.Loading;
using Slug.Models.Diffusion.Patching;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Diffusion.Patching;

/// <summary>Pipelines that others have unlearned, in the forms in which they are published; what each must give is computed from its numbers by hand.</summary>
public sealed class UnlearnedPipelineTests : IDisposable
{
    private const string Out = "text_model.encoder.layers.1.self_attn.out_proj", Query = "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_q";

    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();
    private readonly Generator _random = new(3);

    public void Dispose()
    {
        _random.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void Folder_single_file_and_patches_of_our_own_exports()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        var change = new WeightChange(Out + ".weight", Random(32, 32));
        PipelineExport.WriteFolder(tiny.Folder, tiny.Folder + "-out", [change]);
        try
        {
            PipelineExport.WriteSingleFile(tiny.Folder, tiny.Part("single.safetensors"), [change]);
            DiffPatch.Write(tiny.Part("patch.safetensors"), [change], fused: false);
            LoraFile.WriteKohya(tiny.Part("kohya.safetensors"), [change], null, fused: false);
            LoraFile.WriteDiffusers(tiny.Part("lora", LoraFile.DiffusersName), [change], null);
            LoraFile.WritePeft(tiny.Part("peft"), [change], null, "x");
            SafetensorsWriter.Write(tiny.Part("update.safetensors"), new Dictionary<string, Tensor> { [change.Name] = change.Change }, new Dictionary<string, string> { ["kind"] = "single-layer update: add the tensor to the original weights" });
            foreach (var form in new[] { tiny.Folder + "-out", tiny.Part("single.safetensors"), tiny.Part("patch.safetensors"), tiny.Part("kohya.safetensors"), tiny.Part("lora"), tiny.Part("peft"), tiny.Part("update.safetensors") })
                Same(tiny, form, new() { [change.Name] = tiny.Text[change.Name] + change.Change }, []);
        }
        finally
        {
            Directory.Delete(tiny.Folder + "-out", recursive: true);
        }
    }

    [Theory]
    // Of diffusers, old and new, of kohya for both parts, and of PEFT for the UNet.
    [InlineData("text_encoder." + Out + ".lora_B.weight", "text_encoder." + Out + ".lora_A.weight", null, true)]
    [InlineData("unet." + Query + ".lora.up.weight", "unet." + Query + ".lora.down.weight", null, false)]
    [InlineData("unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.processor.to_q_lora.up.weight", "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.processor.to_q_lora.down.weight", null, false)]
    [InlineData("lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_q.lora_up.weight", "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_q.lora_down.weight", "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_q.alpha", false)]
    [InlineData("base_model.model." + Query + ".lora_B.weight", "base_model.model." + Query + ".lora_A.weight", null, false)]
    public void Lora(string up, string down, string? alpha, bool text)
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        var weights = text ? tiny.Text : tiny.UNet;
        var name = (text ? Out : Query) + ".weight";
        var (b, a) = (Random((int)weights[name].shape[0], 2), Random(2, (int)weights[name].shape[1]));
        var tensors = new Dictionary<string, Tensor> { [up] = b, [down] = a };
        if (alpha is not null) tensors[alpha] = tensor(1f);
        var path = tiny.Part("lora.safetensors");
        SafetensorsWriter.Write(path, tensors);
        var changed = new Dictionary<string, Tensor> { [name] = weights[name] + b.matmul(a).mul(alpha is null ? 1 : 0.5) };
        Same(tiny, path, text ? changed : [], text ? [] : changed);
    }

    [Fact]
    public void Lora_of_a_convolution_and_of_peft_with_a_scale()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        var (conv, o, i) = ("down_blocks.0.resnets.0.conv1.weight", (int)tiny.UNet["down_blocks.0.resnets.0.conv1.weight"].shape[0], (int)tiny.UNet["down_blocks.0.resnets.0.conv1.weight"].shape[1]);
        var (up, down) = (Random(o, 2).view(o, 2, 1, 1), Random(2, i * 9).view(2, i, 3, 3));
        var path = tiny.Part("conv.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["lora_unet_down_blocks_0_resnets_0_conv1.lora_up.weight"] = up, ["lora_unet_down_blocks_0_resnets_0_conv1.lora_down.weight"] = down });
        Same(tiny, path, [], new() { [conv] = tiny.UNet[conv] + up.view(o, 2).matmul(down.view(2, i * 9)).view(o, i, 3, 3) });

        var folder = tiny.Part("adapter", "adapter_config.json");
        File.WriteAllText(folder, JsonSerializer.Serialize(new { peft_type = "LORA", r = 2, lora_alpha = 6, target_modules = new[] { "to_q" } }));
        var (b, a) = (Random((int)tiny.UNet[Query + ".weight"].shape[0], 2), Random(2, (int)tiny.UNet[Query + ".weight"].shape[1]));
        SafetensorsWriter.Write(tiny.Part("adapter", "adapter_model.safetensors"), new Dictionary<string, Tensor> { [$"base_model.model.{Query}.lora_B.weight"] = b, [$"base_model.model.{Query}.lora_A.weight"] = a });
        Same(tiny, tiny.Part("adapter"), [], new() { [Query + ".weight"] = tiny.UNet[Query + ".weight"] + b.matmul(a).mul(3) });
    }

    [Fact]
    public void Parts_alone_and_some_of_their_tensors()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        var (unet, text) = (Random((int)tiny.UNet[Query + ".weight"].shape[0], (int)tiny.UNet[Query + ".weight"].shape[1]), Random(32, 32));
        // As UCE's and ESD's authors publish: the changed tensors, in either name; a whole UNet in a folder; a text encoder.
        SafetensorsWriter.Write(tiny.Part("some.safetensors"), new Dictionary<string, Tensor> { [Query + ".weight"] = unet });
        SafetensorsWriter.Write(tiny.Part("named.safetensors"), new Dictionary<string, Tensor> { ["unet." + Query + ".weight"] = unet });
        SafetensorsWriter.Write(tiny.Part("compvis.safetensors"), new Dictionary<string, Tensor> { ["model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_q.weight"] = unet });
        TorchZip.Write(tiny.Part("whole", "diffusion_pytorch_model.bin"), new Dictionary<string, Tensor>(tiny.UNet) { [Query + ".weight"] = unet });
        foreach (var form in new[] { "some.safetensors", "named.safetensors", "compvis.safetensors", "whole" }) Same(tiny, tiny.Part(form), [], new() { [Query + ".weight"] = unet });
        SafetensorsWriter.Write(tiny.Part("text", "model.safetensors"), new Dictionary<string, Tensor>(tiny.Text) { [Out + ".weight"] = text });
        Same(tiny, tiny.Part("text"), new() { [Out + ".weight"] = text }, []);
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        Told("changes 1 modules that the pipeline has not: lora_te2_text_model_x", ("lora_te2_text_model_x.diff", zeros(2)));
        Told("not supported: LoHa", ("lora_te_text_model_encoder_layers_1_mlp_fc1.hada_w1_a", zeros(2)));
        Told("is one half of a LoRA only", ($"text_encoder.{Out}.lora_A.weight", zeros(2, 32)));
        Told("[32, 31] cannot change [32, 32].", ("lora_te_text_model_encoder_layers_1_self_attn_out_proj.diff", zeros(32, 31)));
        Told("has shape [3, 3], the model needs", (Query + ".weight", zeros(3, 3)));
        Told("is none of what is read", ("foo.weight", zeros(3, 3)));
        Told("is the alpha of a LoRA without its matrices", ("lora_te_text_model_encoder_layers_1_self_attn_out_proj.alpha", tensor(1f)));
        Assert.Contains("there is no such file or folder", Assert.Throws<CheckpointException>(() => UnlearnedPipeline.Open(tiny.Folder, tiny.Part("nothing"), new LoadOptions())).Message, StringComparison.Ordinal);

        void Told(string because, (string Name, Tensor Tensor) tensor)
        {
            var path = tiny.Part("bad.safetensors");
            SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { [tensor.Name] = tensor.Tensor });
            Assert.Contains(because, Assert.Throws<CheckpointException>(() => UnlearnedPipeline.Open(tiny.Folder, path, new LoadOptions())).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("foo.weight", true, "is none of what is read")]
    [InlineData("foo.weight", false, "is none of what is read")]
    [InlineData("text_model.encoder.layers.9.self_attn.out_proj.weight", true, "is none of what is read")]
    [InlineData("text_model.encoder.layers.9.self_attn.out_proj.weight", false, null)]
    [InlineData("transformer.resblocks.0.attn.out_proj.weight", true, "has shape [3, 3], the model needs [32, 32].")]
    [InlineData("text_encoder.text_model.final_layer_norm.weight", true, "has shape [3, 3], the model needs [32].")]
    [InlineData("text_model.encoder.layers.0.self_attn.q_proj.weight", true, null)]
    [InlineData("down_blocks.7.x", true, null)]
    public void Without_the_pipeline_tensors_of_something_else_are_told(string name, bool known, string? because)
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        using var parts = PipelineParts.Open(tiny.Folder, new LoadOptions());
        var path = tiny.Part("some.safetensors");
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { [name] = zeros(3, 3) });
        var told = Record.Exception(() => UnlearnedPipeline.RequireKnown(path, new LoadOptions(), known ? parts.TextConfig.Text : null));
        if (because is null) Assert.Null(told);
        else Assert.Contains(because, Assert.IsType<CheckpointException>(told).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_holds_no_tensor_is_nobody_s_model()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        var none = new Dictionary<string, Tensor>();
        SafetensorsWriter.Write(tiny.Part("bare.safetensors"), none);
        SafetensorsWriter.Write(tiny.Part("update.safetensors"), none, new Dictionary<string, string> { ["kind"] = "single-layer update: add the tensor to the original weights" });
        SafetensorsWriter.Write(tiny.Part("lora", LoraFile.DiffusersName), none);
        foreach (var (path, file) in new[] { ("bare.safetensors", "bare.safetensors"), ("update.safetensors", "update.safetensors"), ("lora", Path.Combine("lora", LoraFile.DiffusersName)) })
        {
            var told = $"{tiny.Part(file)}: holds no tensor: it changes nothing of the pipeline. Name the file with the unlearned weights.";
            Assert.Equal(told, Assert.Throws<CheckpointException>(() => UnlearnedPipeline.Open(tiny.Folder, tiny.Part(path), new LoadOptions())).Message);
            Assert.Equal(told, Assert.Throws<CheckpointException>(() => UnlearnedPipeline.RequireKnown(tiny.Part(path), new LoadOptions())).Message);
        }
    }

    private static void Same(TinyPipeline tiny, string path, Dictionary<string, Tensor> text, Dictionary<string, Tensor> network)
    {
        using var parts = UnlearnedPipeline.Open(tiny.Folder, path, new LoadOptions());
        // What fits is known without the pipeline too.
        UnlearnedPipeline.RequireKnown(path, new LoadOptions());
        UnlearnedPipeline.RequireKnown(path, new LoadOptions(), parts.TextConfig.Text);
        foreach (var (file, original, changed) in new[] { (parts.Text, tiny.Text, text), (parts.UNet, tiny.UNet, network) })
        {
            foreach (var (name, tensor) in original)
            {
                var expected = changed.GetValueOrDefault(name, tensor);
                Assert.True(file.Load(name).allclose(expected, 1e-5, 1e-6), $"{path}: {name}");
                if (changed.ContainsKey(name)) Assert.False(expected.allclose(tensor), name);
            }
        }

        // Loads to its end.
        using var model = parts.Load(new LoadOptions());
    }

    private Tensor Random(int rows, int columns) => randn([rows, columns], generator: _random).mul(0.2);
}
