using Slug.Models.Checkpoints;
using Slug.Models.Diffusion.Loading;
using Slug.Models.Diffusion.Patching;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Diffusion.Patching;

/// <summary>Patches that do not fit, or hold what is no number: each is refused with its file and the key, and none is applied in part or scrambled.</summary>
public sealed class BrokenPatchTests : IDisposable
{
    private const string Query = "lora_te_text_model_encoder_layers_1_self_attn_q_proj", Wide = "lora_te_text_model_encoder_layers_1_mlp_fc1";
    private const string Dotted = "text_encoder.text_model.encoder.layers.1.self_attn.q_proj", Attention = "lora_unet_down_blocks_0_attentions_0_";

    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();
    private readonly TinyPipeline _tiny = new TinyPipeline("pipeline").WriteConfigs().WriteWeights();

    public void Dispose()
    {
        _tiny.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void A_difference_of_another_shape_is_refused_though_it_has_as_many_numbers()
    {
        Refused("'" + Wide + ".diff' [32, 128] cannot change [128, 32].", (Wide + ".diff", ones(32, 128)));
        Refused("'" + Wide + ".diff' [4096] cannot change [128, 32].", (Wide + ".diff", ones(4096)));
        Refused("'" + Attention + "transformer_blocks_0_attn2_to_k.diff' [32, 16] cannot change [16, 32].", (Attention + "transformer_blocks_0_attn2_to_k.diff", ones(32, 16)));
        Refused("'" + Wide + ".diff_b' [1, 128] cannot change [128].", (Wide + ".diff_b", ones(1, 128)));
        Refused("'" + Attention + "transformer_blocks_0_attn2_to_q.diff_b' changes a bias, which the module has not.", (Attention + "transformer_blocks_0_attn2_to_q.diff_b", ones(16)));
    }

    [Theory]
    [InlineData(new long[] { 32, 32 }, new long[] { 8, 32 })]
    [InlineData(new long[] { 32, 32 }, new long[] { 4, 999 })]
    [InlineData(new long[] { 32, 4 }, new long[] { 4, 8, 4 })]
    [InlineData(new long[] { 32, 1 }, new long[] { })]
    [InlineData(new long[] { 32, 0 }, new long[] { 0, 32 })]
    [InlineData(new long[] { 4, 32 }, new long[] { 32, 4 })]
    [InlineData(new long[] { 16, 4, 2 }, new long[] { 4, 32 })]
    public void Halves_of_a_lora_that_are_no_product_of_the_weight_s_shape_are_refused(long[] up, long[] down) => Refused(
        $"'{Query}.lora_up.weight' [{string.Join(", ", up)}] times '{Query}.lora_down.weight' [{string.Join(", ", down)}] cannot change [32, 32]: needed are [32, rank] and [rank, 32], of rank 1 or more.",
        (Query + ".lora_up.weight", ones(up)), (Query + ".lora_down.weight", ones(down)));

    [Fact]
    public void A_flattened_kernel_is_refused() => Refused(
        "cannot change [16, 16, 3, 3]: needed are [16, rank] and [rank, 16, 3, 3], of rank 1 or more.",
        ("lora_unet_down_blocks_0_resnets_0_conv1.lora_up.weight", ones(16, 2)), ("lora_unet_down_blocks_0_resnets_0_conv1.lora_down.weight", ones(2, 144)));

    [Fact]
    public void Convolutions_of_one_pixel_and_linear_layers_have_the_same_loras()
    {
        // As kohya's programs write it for a linear layer, and as others do for the projections of the first Stable Diffusion, which are convolutions.
        var (up, down, proj) = (rand(32, 4), rand(4, 32), Attention + "proj_in");
        var (narrow, low) = (rand(16, 4), rand(4, 16));
        var path = Write([(Query + ".lora_up.weight", up.view(32, 4, 1, 1)), (Query + ".lora_down.weight", down.view(4, 32, 1, 1)), (proj + ".lora_up.weight", narrow), (proj + ".lora_down.weight", low)]);
        using (var parts = UnlearnedPipeline.Open(_tiny.Folder, path, new LoadOptions()))
        {
            Same(_tiny.Text, parts.Text, "text_model.encoder.layers.1.self_attn.q_proj.weight", up.matmul(down));
            Same(_tiny.UNet, parts.UNet, "down_blocks.0.attentions.0.proj_in.weight", narrow.matmul(low).view(16, 16, 1, 1));
        }

        path = Write([(proj + ".diff", narrow.matmul(low)), (Query + ".diff", up.matmul(down).view(32, 32, 1, 1))]);
        using var differences = UnlearnedPipeline.Open(_tiny.Folder, path, new LoadOptions());
        Same(_tiny.Text, differences.Text, "text_model.encoder.layers.1.self_attn.q_proj.weight", up.matmul(down));
        Same(_tiny.UNet, differences.UNet, "down_blocks.0.attentions.0.proj_in.weight", narrow.matmul(low).view(16, 16, 1, 1));

        static void Same(Dictionary<string, Tensor> original, ICheckpointFile file, string name, Tensor change) =>
            Assert.True(file.Load(name).allclose(original[name] + change, 1e-5, 1e-6), name);
    }

    [Fact]
    public void An_alpha_without_matrices_is_refused_beside_sound_modules() =>
        Refused($"'{Wide}.alpha' is the alpha of a LoRA without its matrices.", [.. Lora(), (Wide + ".alpha", tensor(1f))]);

    [Fact]
    public void One_part_of_a_module_under_two_names_is_refused()
    {
        var (plain, named) = ($"{Dotted}.lora_A.weight", $"{Dotted}.lora_A.default.weight");
        Refused($"'{named}' and '{plain}' are the same part of one module.", (plain, ones(4, 32)), (named, ones(4, 32)), ($"{Dotted}.lora_B.weight", ones(32, 4)));
        Refused($"'{Query}.diff' and '{Dotted}.diff' are the same part of one module.", (Query + ".diff", ones(32, 32)), (Dotted + ".diff", ones(32, 32)));
    }

    [Fact]
    public void An_alpha_of_two_numbers_or_of_none_is_refused()
    {
        Refused($"'{Query}.alpha' has shape [2]; an alpha is one number.", [.. Lora(), (Query + ".alpha", ones(2))]);
        Refused($"'{Query}.alpha' has shape [0]; an alpha is one number.", [.. Lora(), (Query + ".alpha", ones(0))]);
        // In a list of its own it is one.
        using var parts = UnlearnedPipeline.Open(_tiny.Folder, Write([.. Lora(), (Query + ".alpha", ones(1))]), new LoadOptions());
    }

    [Fact]
    public void What_is_no_number_is_told_before_anything_is_loaded()
    {
        Refused($"'{Query}.diff' holds 1024 of 1024 numbers that are NaN", (Query + ".diff", full([32, 32], float.NaN)));
        Refused($"'{Query}.alpha' holds 1 of 1 numbers that are NaN", [.. Lora(), (Query + ".alpha", tensor(float.NaN))]);
        Refused($"'{Query}.alpha' holds 1 of 1 numbers that are infinite", [.. Lora(), (Query + ".alpha", tensor(float.PositiveInfinity))]);
        Refused(
            $"'{Query}.lora_up.weight' times '{Query}.lora_down.weight' is beyond single precision.",
            (Query + ".lora_up.weight", full([32, 4], 1e30f)), (Query + ".lora_down.weight", full([4, 32], 1e30f)));
    }

    [Fact]
    public void Some_tensors_that_are_no_numbers_are_told_too()
    {
        Refused("'text_model.encoder.layers.1.mlp.fc1.weight' holds 4096 of 4096 numbers that are infinite", ("text_model.encoder.layers.1.mlp.fc1.weight", full([128, 32], float.PositiveInfinity)));
        Refused("'unet.conv_in.bias' holds 16 of 16 numbers that are NaN", ("unet.conv_in.bias", full([16], float.NaN)));
    }

    [Fact]
    public void An_update_is_told_by_its_own_name()
    {
        const string Weight = "text_model.encoder.layers.1.mlp.fc1.weight";
        var metadata = new Dictionary<string, string> { ["kind"] = "single-layer update: add the tensor to the original weights" };
        Told($"'{Weight}' holds 4096 of 4096 numbers that are NaN", Write([(Weight, full([128, 32], float.NaN))], metadata));
        Told($"'{Weight}' [128, 32] cannot change by [32, 128].", Write([(Weight, ones(32, 128))], metadata));
        Told("holds no tensor 'vision_model.encoder.layers.1.mlp.fc1.weight', which is to change.", Write([("vision_model.encoder.layers.1.mlp.fc1.weight", ones(128, 32))], metadata));
        Told("'foo.bar' is no tensor of CLIP", Write([("foo.bar", ones(2))], metadata));
    }

    [Fact]
    public void A_sum_beyond_the_weight_s_type_is_the_patch_s()
    {
        var name = "text_model.encoder.layers.1.self_attn.q_proj.weight";
        SafetensorsWriter.Write(_tiny.Part("text_encoder", "model.safetensors"), _tiny.Text.ToDictionary(t => t.Key, t => t.Value.is_floating_point() ? t.Value.to_type(ScalarType.Float16) : t.Value));
        foreach (var path in new[] { Write([(Query + ".diff", full([32, 32], 1e6f))]), Write([(name, full([32, 32], 1e6f))], new() { ["kind"] = "add the tensor" }) })
        {
            using var parts = UnlearnedPipeline.Open(_tiny.Folder, path, new LoadOptions());
            var told = Assert.Throws<CheckpointException>(() => parts.Text.Load(name));
            Assert.Equal(path, told.Path);
            Assert.Contains($"takes '{name}' beyond what Float16 holds", told.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_that_is_not_understood_is_named_with_and_without_the_pipeline()
    {
        var path = Write([.. Lora(), ("bundle_emb.x", ones(4)), ($"{Dotted}.lora_B.bias", ones(32))]);
        const string Because = "2 of 4 tensors are not understood: 'bundle_emb.x', '" + Dotted + ".lora_B.bias'. LoRA and full differences are read.";
        Told(Because, path);
        Assert.Contains(Because, Assert.Throws<CheckpointException>(() => UnlearnedPipeline.RequireKnown(path, new LoadOptions())).Message, StringComparison.Ordinal);
    }

    private static (string Name, Tensor Tensor)[] Lora() => [(Query + ".lora_up.weight", ones(32, 4)), (Query + ".lora_down.weight", ones(4, 32))];

    private string Write((string Name, Tensor Tensor)[] tensors, Dictionary<string, string>? metadata = null)
    {
        var path = _tiny.Part($"{Guid.NewGuid():n}.safetensors");
        SafetensorsWriter.Write(path, tensors.ToDictionary(t => t.Name, t => t.Tensor), metadata);
        return path;
    }

    private void Refused(string because, params (string Name, Tensor Tensor)[] tensors) => Told(because, Write(tensors));

    private void Told(string because, string path)
    {
        var told = Assert.Throws<CheckpointException>(() => UnlearnedPipeline.Open(_tiny.Folder, path, new LoadOptions()));
        Assert.Equal(path, told.Path);
        Assert.Contains(because, told.Message, StringComparison.Ordinal);
    }
}
