using Slug.Models.Checkpoints;
using Slug.Models.Diffusion.Blocks;
using Slug.Models.Diffusion.Loading;
using Slug.Models.Diffusion.Schedulers;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Diffusion.Loading;

/// <summary>Single files of Stable Diffusion 1 and 2, written by the names of the networks that they were trained with.</summary>
public class SingleFileTests
{
    [Theory]
    [InlineData("pipeline", "model.safetensors")]
    [InlineData("pipeline-sd21", "model.safetensors")]
    [InlineData("pipeline", "model.ckpt")]
    public void Samples_like_the_folder(string set, string file)
    {
        using var tiny = new TinyPipeline(set).WriteConfigs();
        var path = tiny.Part(file);
        var tensors = Tensors(tiny, set == "pipeline-sd21");
        if (file.EndsWith(".ckpt", StringComparison.Ordinal)) TorchZip.Write(path, tensors, "state_dict");
        else SafetensorsWriter.Write(path, tensors);
        PipelineFolderTests.SamplesLikeTheReference(tiny, new LoadOptions { Configs = tiny.Folder }, path: path);
    }

    [Theory]
    [InlineData("sd15-unet", "sd15-text-encoder", false)]
    [InlineData("sd21-unet", "sd21-text-encoder", true)]
    public void Full_sizes_are_told_by_the_shapes(string unet, string text, bool second)
    {
        var file = FullSize(unet, text, second);
        var configs = SingleFileConfigs.Infer(file, second, new LoadOptions());
        Assert.Equivalent(UNetConfig.Read(ShapesTests.Config(unet)), configs.UNet, strict: true);
        Assert.Equivalent(VaeConfig.Read(ShapesTests.Config("sd-vae")), configs.Vae, strict: true);
        Assert.Equal(Slug.Models.Clip.ClipTextModelConfig.Read(ShapesTests.Config(text)), configs.Text);
        Assert.Equal(second ? PredictionType.VPrediction : PredictionType.Epsilon, configs.Scheduler.Prediction);
        Assert.Equal(second ? 0 : 49407, configs.PadId);
    }

    [Theory]
    [InlineData("sd15-unet")]
    [InlineData("sd21-unet")]
    public void Every_name_of_the_unet_at_full_size(string model)
    {
        var config = UNetConfig.Read(ShapesTests.Config(model));
        var names = LdmNames.UNet(4, 2, [true, true, true, false]);
        Assert.All(ShapesTests.Tensors(model).Keys, name => Assert.Equal(LdmNames.Of(name, names), SingleFileNames.UNet(name, config)));
    }

    [Fact]
    public void Every_name_of_the_autoencoder_at_full_size()
    {
        var names = LdmNames.Vae(4, 2);
        Assert.All(ShapesTests.Tensors("sd-vae").Keys, name => Assert.Equal(LdmNames.Of(name, names), SingleFileNames.Vae(name, VaeConfig.StableDiffusion)));
    }

    [Theory]
    [InlineData("down_blocks.0.resnets.0.time_emb_proj.weight", "input_blocks.1.0.emb_layers.1.weight")]
    [InlineData("down_blocks.2.attentions.1.transformer_blocks.0.attn2.to_k.weight", "input_blocks.8.1.transformer_blocks.0.attn2.to_k.weight")]
    [InlineData("up_blocks.0.upsamplers.0.conv.weight", "output_blocks.2.1.conv.weight")]
    [InlineData("up_blocks.2.upsamplers.0.conv.bias", "output_blocks.8.2.conv.bias")]
    public void Names_as_published_files_have_them(string diffusers, string singleFile) =>
        Assert.Equal("model.diffusion_model." + singleFile, SingleFileNames.UNet(diffusers, UNetConfig.StableDiffusion15));

    private static Dictionary<string, Tensor> Tensors(TinyPipeline tiny, bool second)
    {
        var (unet, vae) = (LdmNames.UNet(2, 2, [true, false]), LdmNames.Vae(3, 2));
        var tensors = tiny.UNet.ToDictionary(t => LdmNames.Of(t.Key, unet), t => t.Value);
        foreach (var (name, tensor) in tiny.Vae)
            tensors[LdmNames.Of(name, vae)] = name.Contains(".to_", StringComparison.Ordinal) && tensor.dim() == 2 ? tensor.unsqueeze(-1).unsqueeze(-1) : tensor;
        foreach (var (name, tensor) in second ? OpenClip(tiny.Text) : tiny.Text) tensors[(second ? "cond_stage_model.model." : "cond_stage_model.transformer.") + name] = tensor;
        // What published files have besides.
        tensors["betas"] = rand(1000);
        tensors["model_ema.decay"] = tensor(0.99f);
        if (second) tensors["cond_stage_model.model.logit_scale"] = tensor(4.6f);
        else tensors["cond_stage_model.transformer.text_model.embeddings.position_ids"] = arange(12, ScalarType.Float32).unsqueeze(0);
        return tensors;
    }

    /// <summary>The text encoder under open_clip's names, queries, keys and values stacked, with one block more, which Stable Diffusion 2 does not use.</summary>
    private static Dictionary<string, Tensor> OpenClip(Dictionary<string, Tensor> text)
    {
        var renamed = new Dictionary<string, Tensor>
        {
            ["token_embedding.weight"] = text["text_model.embeddings.token_embedding.weight"],
            ["positional_embedding"] = text["text_model.embeddings.position_embedding.weight"],
            ["ln_final.weight"] = text["text_model.final_layer_norm.weight"],
            ["ln_final.bias"] = text["text_model.final_layer_norm.bias"],
            ["text_projection"] = rand(32, 32),
        };
        foreach (var layer in new[] { 0, 1, 2 })
        {
            var (from, to) = ($"text_model.encoder.layers.{Math.Min(layer, 1)}.", $"transformer.resblocks.{layer}.");
            foreach (var kind in new[] { "weight", "bias" })
            {
                renamed[$"{to}attn.in_proj_{kind}"] = cat([.. "qkv".Select(c => text[$"{from}self_attn.{c}_proj.{kind}"])], 0);
                foreach (var (ours, theirs) in new[] { ("self_attn.out_proj", "attn.out_proj"), ("layer_norm1", "ln_1"), ("layer_norm2", "ln_2"), ("mlp.fc1", "mlp.c_fc"), ("mlp.fc2", "mlp.c_proj") })
                    renamed[$"{to}{theirs}.{kind}"] = text[$"{from}{ours}.{kind}"];
            }
        }

        return renamed;
    }

    private static ShapesTests.ShapesOnly FullSize(string unet, string text, bool second)
    {
        var (names, vae) = (LdmNames.UNet(4, 2, [true, true, true, false]), LdmNames.Vae(4, 2));
        var shapes = ShapesTests.Tensors(unet).ToDictionary(t => LdmNames.Of(t.Key, names), t => t.Value);
        foreach (var (name, shape) in ShapesTests.Tensors("sd-vae")) shapes[LdmNames.Of(name, vae)] = shape;
        if (!second)
        {
            foreach (var (name, shape) in ShapesTests.Tensors(text)) shapes["cond_stage_model.transformer." + name] = shape;
            return new ShapesTests.ShapesOnly(shapes);
        }

        // The few that tell the sizes, of all 24 blocks.
        shapes["cond_stage_model.model.token_embedding.weight"] = [49408, 1024];
        shapes["cond_stage_model.model.positional_embedding"] = [77, 1024];
        shapes["cond_stage_model.model.transformer.resblocks.0.mlp.c_fc.weight"] = [4096, 1024];
        for (var layer = 0; layer < 24; layer++) shapes[$"cond_stage_model.model.transformer.resblocks.{layer}.ln_1.weight"] = [1024];
        return new ShapesTests.ShapesOnly(shapes);
    }
}
