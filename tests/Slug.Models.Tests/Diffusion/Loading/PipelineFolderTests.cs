using System.Text.Json;
using Slug.Models.Checkpoints;
using Slug.Models.Diffusion;
using Slug.Models.Diffusion.Loading;
using Slug.Models.Diffusion.Schedulers;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Diffusion.Loading;

/// <summary>Folders as diffusers writes them: whatever form the weights have, the pictures are those of the reference.</summary>
public class PipelineFolderTests
{
    [Theory]
    [InlineData("pipeline")]
    [InlineData("pipeline-sd21")]
    public void Safetensors(string set)
    {
        using var tiny = new TinyPipeline(set).WriteConfigs().WriteWeights();
        SamplesLikeTheReference(tiny, new LoadOptions());
    }

    [Fact]
    public void The_schedulers_own_config_decides_and_another_may_be_named()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs("pndm").WriteWeights();
        SamplesLikeTheReference(tiny, new LoadOptions(), "pndm10.g7.5.neg0");
        SamplesLikeTheReference(tiny, new LoadOptions { Scheduler = SchedulerKind.Ddim });
    }

    [Fact]
    public void Pickled_weights()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs();
        TorchZip.Write(tiny.Part("unet", "diffusion_pytorch_model.bin"), tiny.UNet);
        TorchZip.Write(tiny.Part("vae", "diffusion_pytorch_model.bin"), tiny.Vae);
        TorchZip.Write(tiny.Part("text_encoder", "pytorch_model.bin"), tiny.Text);
        SamplesLikeTheReference(tiny, new LoadOptions());
    }

    [Theory]
    [InlineData(".safetensors.index.json", null)]
    [InlineData(".safetensors.index.fp16.json", "fp16")]
    [InlineData(".fp16.safetensors.index.json", "fp16")]
    public void Shards(string index, string? variant)
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs();
        Shard(tiny, "unet", "diffusion_pytorch_model", index, tiny.UNet);
        Shard(tiny, "vae", "diffusion_pytorch_model", index, tiny.Vae);
        Shard(tiny, "text_encoder", "model", index, tiny.Text);
        SamplesLikeTheReference(tiny, new LoadOptions { Variant = variant });
    }

    [Fact]
    public void Variants_that_are_asked_for_or_are_the_only_ones()
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights(".ema");
        SamplesLikeTheReference(tiny, new LoadOptions { Variant = "ema" });
        SamplesLikeTheReference(tiny, new LoadOptions());
        var missing = Assert.Throws<CheckpointException>(() => PipelineParts.Open(tiny.Folder, new LoadOptions { Variant = "fp16" }));
        Assert.Equal(3, missing.Problems.Count);
        Assert.Contains("'unet' has no weights of the variant 'fp16'", missing.Message, StringComparison.Ordinal);
        Assert.Contains("There is the variant ema", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Old_names_of_the_autoencoders_attention(bool convolutions)
    {
        using var tiny = new TinyPipeline("pipeline").WriteConfigs();
        tiny.Vae = tiny.Vae.ToDictionary(t => Old(t.Key), t => convolutions && t.Key.Contains(".to_", StringComparison.Ordinal) && t.Value.dim() == 2 ? t.Value.unsqueeze(-1).unsqueeze(-1) : t.Value);
        Assert.Contains("decoder.mid_block.attentions.0.proj_attn.weight", tiny.Vae.Keys);
        tiny.WriteWeights();
        SamplesLikeTheReference(tiny, new LoadOptions());

        static string Old(string name) => name.Contains(".attentions.0.to_", StringComparison.Ordinal)
            ? name.Replace("to_q", "query", StringComparison.Ordinal).Replace("to_k", "key", StringComparison.Ordinal).Replace("to_v", "value", StringComparison.Ordinal).Replace("to_out.0", "proj_attn", StringComparison.Ordinal)
            : name;
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Half_precision_files_give_their_numbers_in_the_type_that_is_computed_in(ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var tiny = new TinyPipeline("pipeline").WriteConfigs();
        tiny.UNet = tiny.UNet.ToDictionary(t => t.Key, t => t.Value.to_type(type));
        tiny.WriteWeights();
        foreach (var computed in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            using var parts = PipelineParts.Open(tiny.Folder, new LoadOptions());
            using var model = parts.Load(new LoadOptions { Type = computed });
            Assert.All(model.UNet.named_parameters(), p => Assert.True(p.parameter.SameAs(tiny.UNet[p.name].to_type(computed)), p.name));
            Assert.All(model.Vae.parameters().Concat(model.Text.parameters()), p => Assert.Equal(computed, p.dtype));
        }
    }

    [Fact]
    public void Bfloat16_samples_close_to_float32()
    {
        using var scope = NewDisposeScope();
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        var latents = Sample(tiny, new LoadOptions { Type = ScalarType.BFloat16 }, "ddim10.g7.5.neg0");
        var expected = tiny.Outputs["ddim10.g7.5.neg0.latent"];
        Assert.InRange((latents - expected).norm().item<float>() / expected.norm().item<float>(), 1e-5, 0.1);
    }

    [Theory]
    [InlineData("<|endoftext|>", 49407)]
    [InlineData("!", 0)]
    public void Prompts_are_filled_up_as_the_tokenizer_says_and_cut_ones_counted(string pad, long id)
    {
        using var scope = NewDisposeScope();
        using var tiny = new TinyPipeline("pipeline").WriteConfigs(pad: pad).WriteWeights();
        using var parts = PipelineParts.Open(tiny.Folder, new LoadOptions());
        using var prompts = parts.Tokenizer!.Encode(["a cat", "a cat and a dog and a bird and a fish and a horse and a cow"]);
        Assert.Equal(1, prompts.Cut);
        Assert.Equal([49406, 320, 2368, 49407, id, id, id, id, id, id, id, id], prompts.Ids[0].data<long>().ToArray());
        Assert.Equal([49406, 320, 2368, 537, 320, 1929, 537, 320, 3329, 537, 320, 49407], prompts.Ids[1].data<long>().ToArray());
    }

    [Fact]
    public void Noise_belongs_to_a_picture_and_not_to_its_batch()
    {
        using var scope = NewDisposeScope();
        using var tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();
        using var parts = PipelineParts.Open(tiny.Folder, new LoadOptions());
        using var model = parts.Load(new LoadOptions());
        Assert.Equal(64, model.PictureSize);
        Assert.Equal([1, 4, 16, 12], model.Noise(188, 64, 48).shape);
        Assert.True(model.Noise(188, 64, 64).SameAs(model.Noise(188, 64, 64)));
        Assert.False(model.Noise(188, 64, 64).SameAs(model.Noise(288, 64, 64)));
        // As PyTorch draws it for that seed: torch.randn(1, 4, 8, 8, generator=torch.Generator().manual_seed(0)).
        Assert.Equal([-1.1258, -1.1524, -0.2506], model.Noise(0, 64, 64).flatten().narrow(0, 0, 3).data<float>().Select(value => Math.Round(value, 4)));
        Assert.Throws<ArgumentException>(() => model.Noise(0, 63, 64));
    }

    private static void Shard(TinyPipeline tiny, string part, string stem, string index, Dictionary<string, Tensor> tensors)
    {
        var map = new Dictionary<string, string>();
        foreach (var (number, shard) in tensors.OrderBy(t => t.Key, StringComparer.Ordinal).Chunk((tensors.Count / 2) + 1).Index())
        {
            var name = $"{stem}-{number + 1:00000}-of-00002.safetensors";
            SafetensorsWriter.Write(tiny.Part(part, name), shard);
            foreach (var tensor in shard) map[tensor.Key] = name;
        }

        File.WriteAllText(tiny.Part(part, stem + index), JsonSerializer.Serialize(new { metadata = new { total_size = 1 }, weight_map = map }));
    }

    internal static void SamplesLikeTheReference(TinyPipeline tiny, LoadOptions options, string run = "ddim10.g7.5.neg0", string? path = null)
    {
        using var scope = NewDisposeScope();
        var expected = tiny.Outputs[$"{run}.latent"];
        var error = (Sample(tiny, options, run, path) - expected).abs().max().item<float>() / expected.abs().max().item<float>();
        Assert.InRange(error, 0, 1e-4);
    }

    private static Tensor Sample(TinyPipeline tiny, LoadOptions options, string run, string? path = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var parts = PipelineParts.Open(path ?? tiny.Folder, options);
        using var model = parts.Load(options);
        var (prompts, negative) = (model.Encoder.Encode(tiny.Inputs["input_ids"]), model.Encoder.Encode(tiny.Inputs["negative.0"]));
        Assert.EndsWith("10.g7.5.neg0", run, StringComparison.Ordinal);
        return new Sampler(model.UNet, model.Scheduler).Sample(tiny.Inputs["noise"], prompts, negative, new SamplingOptions { Steps = 10, Guidance = 7.5 }).MoveToOuterDisposeScope();
    }
}
