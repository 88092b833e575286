using System.Text.Json;
using Slug.Models.Checkpoints.Patches;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Checkpoints.Patches;

/// <summary>Patches read back as the programs that they are for read them, by readers of the tests' own.</summary>
public sealed class PatchTests : IDisposable
{
    private const string Out = "text_model.encoder.layers.11.self_attn.out_proj.weight", Fc1 = "text_model.encoder.layers.3.mlp.fc1.weight";

    private readonly string _folder = Directory.CreateTempSubdirectory("patches-").FullName;
    private readonly DisposeScope _scope = NewDisposeScope();

    [Fact]
    public void Diff_is_added_in_full()
    {
        var changes = Changes().Append(new WeightChange("text_model.encoder.layers.11.self_attn.out_proj.bias", rand(6))).ToList();
        DiffPatch.Write(File("p.safetensors"), changes, fused: false);
        var read = PlainSafetensors.Read(File("p.safetensors"));
        Assert.Equal(["lora_te_text_model_encoder_layers_11_self_attn_out_proj.diff", "lora_te_text_model_encoder_layers_11_self_attn_out_proj.diff_b", "lora_te_text_model_encoder_layers_3_mlp_fc1.diff"], read.Keys.Order(StringComparer.Ordinal));
        Assert.True(changes[0].Change.SameAs(read["lora_te_text_model_encoder_layers_11_self_attn_out_proj.diff"]));
        Assert.True(changes[2].Change.SameAs(read["lora_te_text_model_encoder_layers_11_self_attn_out_proj.diff_b"]));
    }

    [Fact]
    public void Where_attention_is_fused_its_other_projections_are_changed_by_nothing()
    {
        DiffPatch.Write(File("p.safetensors"), Changes(), fused: true);
        var read = PlainSafetensors.Read(File("p.safetensors"));
        Assert.Equal(5, read.Count);
        foreach (var projection in new[] { "q", "k", "v" })
        {
            var nothing = read[$"lora_te_text_model_encoder_layers_11_self_attn_{projection}_proj.diff"];
            Assert.Equal([6, 6], nothing.shape);
            Assert.Equal(0, nothing.abs().max().item<float>());
        }

        Assert.NotEqual(0, read["lora_te_text_model_encoder_layers_11_self_attn_out_proj.diff"].abs().max().item<float>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void Kohya(int? rank)
    {
        var changes = Changes();
        var errors = LoraFile.WriteKohya(File("k.safetensors"), changes, rank, fused: false);
        var read = PlainSafetensors.Read(File("k.safetensors"));
        foreach (var change in changes)
        {
            var name = "lora_te_" + change.Module.Replace('.', '_');
            var (up, down) = (read[name + ".lora_up.weight"], read[name + ".lora_down.weight"]);
            // W + (alpha / rank) · up · down, the rank being down's rows.
            var update = up.matmul(down).mul(read[name + ".alpha"].item<float>() / down.shape[0]);
            Same(change, update, errors[change.Name], rank);
        }

        Assert.Equal(6, read.Count);
    }

    [Fact]
    public void Kohya_where_attention_is_fused()
    {
        LoraFile.WriteKohya(File("k.safetensors"), Changes(), 2, fused: true);
        var read = PlainSafetensors.Read(File("k.safetensors"));
        Assert.Equal(3 * (2 + 3), read.Count);
        foreach (var projection in new[] { "q", "k", "v" })
        {
            var name = $"lora_te_text_model_encoder_layers_11_self_attn_{projection}_proj";
            Assert.Equal(1, read[name + ".alpha"].item<float>());
            Assert.Equal([6, 1], read[name + ".lora_up.weight"].shape);
            Assert.Equal([1, 6], read[name + ".lora_down.weight"].shape);
            Assert.Equal(0, read[name + ".lora_up.weight"].matmul(read[name + ".lora_down.weight"]).abs().max().item<float>());
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void Diffusers(int? rank)
    {
        var changes = Changes();
        var errors = LoraFile.WriteDiffusers(File(LoraFile.DiffusersName), changes, rank);
        var read = PlainSafetensors.Read(File(LoraFile.DiffusersName));
        foreach (var change in changes)
            Same(change, read[$"text_encoder.{change.Module}.lora_B.weight"].matmul(read[$"text_encoder.{change.Module}.lora_A.weight"]), errors[change.Name], rank);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void Peft(int? rank)
    {
        var changes = Changes();
        var errors = LoraFile.WritePeft(_folder, changes, rank, "openai/clip-vit-large-patch14");
        var read = PlainSafetensors.Read(File("adapter_model.safetensors"));
        using var config = JsonDocument.Parse(System.IO.File.ReadAllText(File("adapter_config.json")));
        var root = config.RootElement;
        Assert.Equal(("LORA", "openai/clip-vit-large-patch14"), (root.GetProperty("peft_type").GetString(), root.GetProperty("base_model_name_or_path").GetString()));
        Assert.Equal(changes.Select(c => c.Module).Order(StringComparer.Ordinal), root.GetProperty("target_modules").EnumerateArray().Select(m => m.GetString()));
        foreach (var change in changes)
        {
            var (a, b) = (read[$"base_model.model.{change.Module}.lora_A.weight"], read[$"base_model.model.{change.Module}.lora_B.weight"]);
            var r = Pattern(root, "rank_pattern", change.Module, "r");
            Assert.Equal(r, a.shape[0]);
            Same(change, b.matmul(a).mul((double)Pattern(root, "alpha_pattern", change.Module, "lora_alpha") / r), errors[change.Name], rank);
        }
    }

    [Fact]
    public void Rank_r_keeps_the_largest_singular_values_and_states_what_is_lost()
    {
        // diag(4, 3, 0): of rank 1 the 3 is lost, 3 of 5.
        using var split = LowRank.Of(diag(tensor(new[] { 4f, 3, 0 })), 1);
        Assert.Equal(0.6, split.Error, 6);
        Assert.Equal(1, split.Rank);
        Assert.Equal([3, 1], split.Up.shape);
        Assert.Equal([1, 3], split.Down.shape);
        using var enough = LowRank.Of(diag(tensor(new[] { 4f, 3, 0 })), 2);
        Assert.InRange(enough.Error, 0, 1e-6);
    }

    [Fact]
    public void Lora_knows_no_biases() =>
        Assert.Contains("write a .diff patch", Assert.Throws<ArgumentException>(() => LoraFile.WriteKohya(File("k.safetensors"), [new WeightChange("text_model.final_layer_norm.bias", rand(6))], null, fused: false)).Message, StringComparison.Ordinal);

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static IReadOnlyList<WeightChange> Changes()
    {
        using var random = new Generator(11);
        return [new WeightChange(Out, randn([6, 6], generator: random)), new WeightChange(Fc1, randn([12, 4], generator: random))];
    }

    private static void Same(WeightChange change, Tensor update, double error, int? rank)
    {
        var actual = (update - change.Change).norm().item<float>() / change.Change.norm().item<float>();
        if (rank is null)
        {
            Assert.Equal(0, error);
            Assert.True(update.SameAs(change.Change));
            return;
        }

        Assert.InRange(error, 0.01, 0.99);
        Assert.Equal(error, actual, 5);
    }

    private static int Pattern(JsonElement root, string pattern, string module, string orElse) =>
        root.GetProperty(pattern).TryGetProperty(module, out var own) ? own.GetInt32() : root.GetProperty(orElse).GetInt32();

    private string File(string name) => Path.Combine(_folder, name);
}
