using Slug.Models.Checkpoints;
using Slug.Models.Diffusion.Loading;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Diffusion.Loading;

/// <summary>What is told of pipelines that are none, are incomplete, or are of other models.</summary>
public class BadPipelineTests
{
    [Fact]
    public void A_folder_that_is_no_pipeline()
    {
        using var tiny = new TinyPipeline("pipeline");
        Tells(tiny.Folder, "is no pipeline: it has no model_index.json");
        Tells(Path.Combine(tiny.Folder, "absent"), "there is no such pipeline");
    }

    [Theory]
    [InlineData("StableDiffusionXLPipeline", "not supported: SDXL")]
    [InlineData("StableDiffusion3Pipeline", "not supported: Stable Diffusion 3")]
    [InlineData("FluxPipeline", "not supported: FluxPipeline")]
    public void Other_models(string name, string told)
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        tiny.Json("model_index.json", new { _class_name = name });
        Tells(tiny.Folder, told);
    }

    [Fact]
    public void All_missing_parts_at_once()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        Directory.Delete(tiny.Part("vae"), recursive: true);
        File.Delete(tiny.Part("unet", "diffusion_pytorch_model.safetensors"));
        File.Delete(tiny.Part("scheduler", "scheduler_config.json"));
        Tells(tiny.Folder, "the part 'vae' is missing", "'unet' has no weights", "'scheduler/scheduler_config.json' is missing");
    }

    [Fact]
    public void Weights_of_another_size_and_missing_ones()
    {
        using var scope = NewDisposeScope();
        using var tiny = new TinyPipeline("pipeline").WriteConfigs();
        tiny.UNet["conv_in.weight"] = zeros(16, 9, 3, 3);
        tiny.Vae.Remove("quant_conv.bias");
        tiny.Text["text_model.encoder.layers.2.layer_norm1.weight"] = zeros(32);
        tiny.WriteWeights();
        Tells(tiny.Folder, "'conv_in.weight' has shape [16, 9, 3, 3], the model needs [16, 4, 3, 3]", "'quant_conv.bias' [8] is missing", "is unexpected");
    }

    [Fact]
    public void Parts_of_different_models()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs();
        var config = PythonJson.Parse(File.ReadAllText(tiny.Part("unet", "config.json")))!.AsObject();
        config["cross_attention_dim"] = 48;
        tiny.Json("unet/config.json", config);
        tiny.WriteWeights();
        Tells(tiny.Folder, "the UNet attends to prompts of width 48 ('cross_attention_dim'), the text encoder's width is 32");
    }

    [Theory]
    [InlineData("addition_embed_type", "text_time", "not supported: 'addition_embed_type' = \"text_time\"")]
    [InlineData("resnet_time_scale_shift", "scale_shift", "not supported: 'resnet_time_scale_shift'")]
    [InlineData("norm_num_groups", 7, "'norm_num_groups' (7) must divide each of 'block_out_channels' (16)")]
    [InlineData("attention_head_dim", 5, "'attention_head_dim' (5, the number of heads) must divide 'block_out_channels' (16)")]
    [InlineData("layers_per_block", 1_000_000, "'layers_per_block' is 1000000; it must be 1 to 64.")]
    [InlineData("sample_size", 0, "'sample_size' is 0; it must be 1 to 512.")]
    [InlineData("sample_size", 100_000, "'sample_size' is 100000; it must be 1 to 512.")]
    [InlineData("in_channels", -4, "'in_channels' is -4; it must be 1 to 65536.")]
    [InlineData("transformer_layers_per_block", 70, "'transformer_layers_per_block' is 70; it must be 1 to 64.")]
    [InlineData("conv_in_kernel", -1, "'conv_in_kernel' is -1; it must be 1 to 31.")]
    [InlineData("downsample_padding", -1, "'downsample_padding' is -1; it must be 0 to 31.")]
    [InlineData("time_embedding_dim", 0, "'time_embedding_dim' is 0; it must be 1 to 1048576.")]
    [InlineData("layers_per_block", "two", "'layers_per_block' is \"two\"; it must be a whole number")]
    public void Configs_of_other_networks(string key, object value, string told)
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        var config = PythonJson.Parse(File.ReadAllText(tiny.Part("unet", "config.json")))!.AsObject();
        config[key] = value is int number ? number : (string)value;
        tiny.Json("unet/config.json", config);
        Tells(tiny.Folder, told);
    }

    [Theory]
    [InlineData("vae/config.json", "layers_per_block", 1_000_000, "'layers_per_block' is 1000000; it must be 1 to 64.")]
    [InlineData("vae/config.json", "latent_channels", 100_000, "'latent_channels' is 100000; it must be 1 to 65536.")]
    [InlineData("text_encoder/config.json", "num_hidden_layers", 1_000_000, "'num_hidden_layers' is 1000000; it must be 1 to 512.")]
    [InlineData("text_encoder/config.json", "intermediate_size", 0, "'intermediate_size' is 0; it must be 1 to 1048576.")]
    [InlineData("scheduler/scheduler_config.json", "num_train_timesteps", 2_000_000_000, "'num_train_timesteps' is 2000000000; it must be 1 to 1000000.")]
    [InlineData("scheduler/scheduler_config.json", "steps_offset", 999_999, "'steps_offset' is 999999; it must be 0 or more, and less than 'num_train_timesteps' (1000).")]
    [InlineData("scheduler/scheduler_config.json", "beta_end", 5, "'beta_end' is 5; it must lie between 0 and 1.")]
    public void Sizes_beyond_all_models(string file, string key, int value, string told)
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        var config = PythonJson.Parse(File.ReadAllText(tiny.Part(file)))!.AsObject();
        config[key] = value;
        tiny.Json(file, config);
        Tells(tiny.Folder, told, tiny.Part(file));
    }

    [Fact]
    public void Latents_of_pictures_beyond_all_models()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        Write("vae/config.json", ("block_out_channels", "[8,8,8,8,8]"), ("down_block_types", Types("DownEncoderBlock2D")), ("up_block_types", Types("UpDecoderBlock2D")));
        Write("unet/config.json", ("sample_size", "512"));
        Tells(tiny.Folder, "the UNet's latents ('sample_size' 512) are those of pictures of 8192 pixels with a VAE of 5 levels; there may be 4096 at most");

        void Write(string file, params (string Key, string Json)[] values)
        {
            var config = PythonJson.Parse(File.ReadAllText(tiny.Part(file)))!.AsObject();
            foreach (var (key, json) in values) config[key] = PythonJson.Parse(json);
            tiny.Json(file, config);
        }

        static string Types(string type) => $"[{string.Join(", ", Enumerable.Repeat($"\"{type}\"", 5))}]";
    }

    [Fact]
    public void A_missing_part_is_told_once()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        Directory.Delete(tiny.Part("vae"), recursive: true);
        Assert.Single(Assert.Throws<CheckpointException>(() => PipelineParts.Open(tiny.Folder, new LoadOptions())).Problems);
    }

    [Fact]
    public void Weights_that_are_no_numbers()
    {
        using var scope = NewDisposeScope();
        using var tiny = new TinyPipeline("pipeline").WriteConfigs();
        tiny.UNet["conv_out.bias"] = tensor(new[] { 0, float.NaN, 0, 0 });
        tiny.WriteWeights();
        using var parts = PipelineParts.Open(tiny.Folder, new LoadOptions());
        Assert.Contains("'conv_out.bias' holds values that are infinite or no numbers", Assert.Throws<CheckpointException>(() => parts.Load(new LoadOptions())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_precision_on_a_cpu()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        Assert.Contains("fp16 on a CPU", Assert.Throws<CheckpointException>(() => PipelineParts.Open(tiny.Folder, new LoadOptions { Type = ScalarType.Float16 })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("conditioner.embedders.0.transformer.text_model.final_layer_norm.bias", "not supported: SDXL")]
    [InlineData("model.diffusion_model.joint_blocks.0.x_block.attn.proj.bias", "not supported: Stable Diffusion 3")]
    [InlineData("model.diffusion_model.input_blocks.0.0.weight", "is no single file of Stable Diffusion: it lacks the VAE")]
    [InlineData("visual.conv1.weight", "it lacks the UNet (model.diffusion_model.…), the VAE (first_stage_model.…), the text encoder")]
    public void Single_files_of_other_models(string tensor, string told)
    {
        using var tiny = new TinyPipeline("pipeline");
        SafetensorsWriter.Write(tiny.Part("other.safetensors"), [KeyValuePair.Create(tensor, zeros(1))]);
        Tells(tiny.Part("other.safetensors"), told);
    }

    private static void Tells(string path, params string[] told)
    {
        var failure = Assert.Throws<CheckpointException>(() => PipelineParts.Open(path, new LoadOptions()));
        Assert.All(told, text => Assert.Contains(text, failure.Message, StringComparison.Ordinal));
    }
}
