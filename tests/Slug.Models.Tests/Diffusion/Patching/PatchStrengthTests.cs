using Slug.Models.Checkpoints;
using Slug.Models.Diffusion.Loading;
using Slug.Models.Diffusion.Patching;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Diffusion.Patching;

/// <summary>How strong a LoRA is: what PEFT's config says beside the file, and within it, as diffusers writes it. The scale is alpha over rank.</summary>
public sealed class PatchStrengthTests : IDisposable
{
    private const string Text = "text_model.encoder.layers.1.self_attn.q_proj", Query = "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_q";

    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();
    private readonly TinyPipeline _tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();

    public void Dispose()
    {
        _tiny.Dispose();
        _scope.Dispose();
    }

    [Theory]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":4}""", 1)]
    // PEFT's own defaults: an alpha of 8, a rank of 8.
    [InlineData("""{"peft_type":"LORA","r":4}""", 2)]
    [InlineData("""{"peft_type":"LORA","rank_pattern":{"q_proj":4}}""", 2)]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":2.0,"use_rslora":true}""", 1)]
    // A pattern is a regular expression that ends where the module's path does, and begins behind a dot or at the path's start.
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":4,"alpha_pattern":{"q_proj":40}}""", 10)]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":4,"alpha_pattern":{"proj":40}}""", 1)]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":4,"alpha_pattern":{"q_pro":40}}""", 1)]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":4,"alpha_pattern":{"layers.\\d.self_attn.(q|k)_proj":40}}""", 10)]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":4,"alpha_pattern":{"^text_model.*q_proj":40}}""", 10)]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":4,"alpha_pattern":{"text_model.encoder.layers.1.self_attn.q_proj":40}}""", 10)]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":4,"alpha_pattern":{"k_proj|q_proj":40,"q_proj":80}}""", 10)]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":4,"alpha_pattern":null,"rank_pattern":{}}""", 1)]
    public void Of_a_config_beside_the_file(string config, double scale)
    {
        Peft(config);
        Same(scale, 0);
    }

    [Theory]
    [InlineData("""{"text_encoder.r":4,"text_encoder.lora_alpha":40}""", 10, 1)]
    [InlineData("""{"unet.r":4}""", 1, 2)]
    [InlineData("""{"unet.r":4,"unet.lora_alpha":4,"unet.alpha_pattern":{"attn2.to_.":12},"text_encoder.r":9,"text_encoder.rank_pattern":{".*q_proj":4},"text_encoder.lora_alpha":2,"text_encoder.use_rslora":true}""", 1, 3)]
    // As a part of a pipeline saves its own adapter.
    [InlineData("""{"r":4,"lora_alpha":8,"alpha_pattern":{"q_proj":12}}""", 3, 2)]
    public void Of_the_metadata_that_diffusers_write(string metadata, double text, double network)
    {
        Diffusers(metadata);
        Same(text, network);
    }

    [Theory]
    [InlineData("[1,2]", "is no config of an adapter")]
    [InlineData("", "is no config of an adapter")]
    [InlineData("""{"peft_type":5}""", "'peft_type' is 5; it must be a text.")]
    [InlineData("""{"peft_type":"LOHA"}""", "not supported: adapters other than LoRA.")]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":"16"}""", "'lora_alpha' is \"16\"; it must be a number.")]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":null}""", "'lora_alpha' is null; it must be a number.")]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":1e400}""", "'lora_alpha' is 1e400; it must be a number.")]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":NaN}""", "'lora_alpha' is \"NaN\"; it must be a number.")]
    [InlineData("""{"peft_type":"LORA","r":0}""", "'r' is 0; it must be a whole number, 1 or more.")]
    [InlineData("""{"peft_type":"LORA","r":4,"alpha_pattern":{"q_proj":"x"}}""", "'alpha_pattern' has for 'q_proj' \"x\"; it must be a number.")]
    [InlineData("""{"peft_type":"LORA","r":4,"rank_pattern":{"q_proj":2.5}}""", "'rank_pattern' has for 'q_proj' 2.5; it must be a whole number, 1 or more.")]
    [InlineData("""{"peft_type":"LORA","r":4,"alpha_pattern":[1]}""", "'alpha_pattern' is [1]; it must be an object.")]
    [InlineData("""{"peft_type":"LORA","r":4,"alpha_pattern":{"(q_proj":4}}""", "'alpha_pattern' has '(q_proj', which is no regular expression")]
    [InlineData("""{"peft_type":"LORA","r":4,"alpha_pattern":{"q_proj)":4}}""", "'alpha_pattern' has 'q_proj)', which is no regular expression")]
    [InlineData("""{"peft_type":"LORA","r":4,"alpha_pattern":{"((.+)+)+X":4}}""", "'alpha_pattern' has '((.+)+)+X', which takes too long to match")]
    [InlineData("""{"peft_type":"LORA","r":4,"use_rslora":"yes"}""", "'use_rslora' is \"yes\"; it must be true or false.")]
    public void A_config_that_says_none_is_refused(string config, string because)
    {
        Peft(config);
        Assert.Equal(_tiny.Part("adapter", "adapter_config.json"), Told(because).Path);
    }

    [Theory]
    [InlineData("[", "is no config of an adapter")]
    [InlineData("""{"unet.lora_alpha":"x"}""", "'unet.lora_alpha' is \"x\"; it must be a number.")]
    [InlineData("""{"unet.alpha_pattern":{"(":1}}""", "'unet.alpha_pattern' has '(', which is no regular expression")]
    [InlineData("""{"unet.peft_type":"LOHA"}""", "not supported: adapters other than LoRA.")]
    [InlineData("""{"unet.use_dora":true}""", "not supported: DoRA.")]
    public void Metadata_that_say_none_are_refused(string metadata, string because)
    {
        Diffusers(metadata);
        Assert.Contains("lora_adapter_metadata", Told(because).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"peft_type":"LORA","r":2,"lora_alpha":4}""", "has rank 2")]
    [InlineData("""{"peft_type":"LORA","lora_alpha":4}""", "says none, and PEFT's is rank 8")]
    [InlineData("""{"peft_type":"LORA","r":4,"lora_alpha":4,"rank_pattern":{"q_proj":3}}""", "has rank 3")]
    public void Matrices_of_another_rank_than_the_config_says_are_refused(string config, string says)
    {
        Peft(config);
        Assert.Equal(_tiny.Part("adapter", "adapter_model.safetensors"), Told($"'base_model.model.{Text}.lora_A.weight' is of rank 4, where adapter_config.json {says}.").Path);
    }

    [Fact]
    public void An_alpha_in_the_file_and_another_in_its_config_are_refused()
    {
        var name = "lora_te_" + Text.Replace('.', '_');
        var tensors = new Dictionary<string, Tensor> { [name + ".lora_up.weight"] = ones(32, 4), [name + ".lora_down.weight"] = ones(4, 32).mul(0.1), [name + ".alpha"] = tensor(4f) };
        SafetensorsWriter.Write(_tiny.Part("adapter", "pytorch_lora_weights.safetensors"), tensors, Metadata("""{"text_encoder.r":4,"text_encoder.lora_alpha":8}"""));
        Told($"'{name}.alpha' is 4, where lora_adapter_metadata has alpha 8.");
        SafetensorsWriter.Write(_tiny.Part("adapter", "pytorch_lora_weights.safetensors"), tensors, Metadata("""{"text_encoder.r":4,"text_encoder.lora_alpha":4}"""));
        Same(1, 0);

        // As half precision has it.
        tensors[name + ".alpha"] = tensor(0.3f).to_type(ScalarType.Float16);
        SafetensorsWriter.Write(_tiny.Part("adapter", "pytorch_lora_weights.safetensors"), tensors, Metadata("""{"text_encoder.r":4,"text_encoder.lora_alpha":0.3}"""));
        Same(0.075, 0);
    }

    [Fact]
    public void Weights_of_an_adapter_are_not_read_without_the_config_beside_them()
    {
        Peft("""{"peft_type":"LORA","r":4,"lora_alpha":16}""");
        var file = _tiny.Part("adapter", "adapter_model.safetensors");
        var told = Assert.Throws<CheckpointException>(() => UnlearnedPipeline.Open(_tiny.Folder, file, new LoadOptions()));
        Assert.Contains("is a LoRA whose strength stands in adapter_config.json beside it. Name the folder.", told.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Metadata(string json) => new() { ["lora_adapter_metadata"] = json, ["format"] = "pt" };

    private void Peft(string config)
    {
        File.WriteAllText(_tiny.Part("adapter", "adapter_config.json"), config);
        SafetensorsWriter.Write(_tiny.Part("adapter", "adapter_model.safetensors"), new Dictionary<string, Tensor>
        {
            [$"base_model.model.{Text}.lora_A.weight"] = ones(4, 32).mul(0.1),
            [$"base_model.model.{Text}.lora_B.weight"] = ones(32, 4),
        });
    }

    private void Diffusers(string metadata) => SafetensorsWriter.Write(
        _tiny.Part("adapter", "pytorch_lora_weights.safetensors"),
        new Dictionary<string, Tensor>
        {
            [$"text_encoder.{Text}.lora_A.weight"] = ones(4, 32).mul(0.1),
            [$"text_encoder.{Text}.lora_B.weight"] = ones(32, 4),
            [$"unet.{Query}.lora_A.weight"] = ones(4, 16).mul(0.1),
            [$"unet.{Query}.lora_B.weight"] = ones(16, 4),
        },
        Metadata(metadata));

    private CheckpointException Told(string because)
    {
        var told = Assert.Throws<CheckpointException>(() => UnlearnedPipeline.Open(_tiny.Folder, _tiny.Part("adapter"), new LoadOptions()));
        Assert.Contains(because, told.Message, StringComparison.Ordinal);
        return told;
    }

    // Matrices of ones and a tenth of rank 4: each number of their product is 0.4.
    private void Same(double text, double network)
    {
        using var parts = UnlearnedPipeline.Open(_tiny.Folder, _tiny.Part("adapter"), new LoadOptions());
        foreach (var (file, original, name, scale) in new[] { (parts.Text, _tiny.Text, Text + ".weight", text), (parts.UNet, _tiny.UNet, Query + ".weight", network) })
            Assert.Equal(scale, (file.Load(name) - original[name]).mean().item<float>() / 0.4, 4);
    }
}
