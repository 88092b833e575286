using System.Text.Json;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Exports;
using Slug.Models.Checkpoints;
using Slug.Models.Checkpoints.Patches;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Experiments.Tests.Clip.Exports;

/// <summary>Patches of a CLIP through files: what the formats' own arithmetic makes of each is the change.</summary>
public sealed class PatchFilesTests : IDisposable
{
    private const string Module = "text_model.encoder.layers.1.self_attn.out_proj", Weight = Module + ".weight", Kohya = "lora_te_text_model_encoder_layers_1_self_attn_out_proj";

    private readonly string _folder = Directory.CreateTempSubdirectory("slug-patches-").FullName;
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _change;

    public PatchFilesTests()
    {
        using var random = new Generator(4);
        _change = randn([6, 8], generator: random);
    }

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Of_lora_there_is_the_lossless_file_and_one_of_each_rank()
    {
        var files = PatchFiles.Of([PatchForm.Peft, PatchForm.Diff, PatchForm.Kohya, PatchForm.Diff], [8, 2]);
        Assert.Equal(["diff", "kohya", "kohya-rank2", "kohya-rank8", "peft", "peft-rank2", "peft-rank8"], files.Select(f => f.Name));
        Assert.Equal(
            ["exports/key.diff.safetensors", "exports/key.kohya-rank2.safetensors", "exports/key-peft-rank8"],
            PatchFiles.Outputs(files, "key").Select(o => o.PublishAs).Where(p => p!.Contains("diff") || p.Contains("rank2.") || p.EndsWith("rank8", StringComparison.Ordinal) && p.Contains("peft")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void Every_form_adds_up_to_the_change_or_to_what_is_left_of_it_at_its_rank(int? rank)
    {
        var files = PatchFiles.Of([PatchForm.Diff, PatchForm.Kohya, PatchForm.Lora, PatchForm.Peft], rank is null ? [] : [rank.Value]).Where(f => f.Rank == rank).ToList();
        Assert.Equal(rank is null ? 4 : 3, files.Count);
        foreach (var file in files)
        {
            var path = Path.Combine(_folder, file.Name);
            if (file.IsFolder) Directory.CreateDirectory(path);
            var lost = PatchFiles.Write(file, path, [new WeightChange(Weight, _change)], fused: false, "openai/clip");
            var error = (Read(file.Form, path) - _change).norm().item<float>() / _change.norm().item<float>();
            if (file.Form == PatchForm.Diff) Assert.Empty(lost);
            else Assert.Equal(lost[Weight], error, 1e-5);
            if (rank is null) Assert.Equal(0, error);
            // The singular values from the third on, which no matrix of rank 2 can do without (Eckart and Young).
            else Assert.Equal(linalg.svdvals(_change)[2..].norm().item<float>() / _change.norm().item<float>(), error, 1e-5);
        }
    }

    [Theory]
    [InlineData("vision_model.encoder.layers.0.mlp.fc1.weight", "diff", false)]
    [InlineData("vision_model.encoder.layers.0.mlp.fc1.weight", "peft", true)]
    [InlineData("text_model.encoder.layers.0.mlp.fc1.bias", "diff", true)]
    [InlineData("text_model.encoder.layers.0.mlp.fc1.bias", "kohya", false)]
    [InlineData("text_model.embeddings.token_embedding.weight", "diff", false)]
    public void What_a_form_has_no_name_for_is_told(string name, string form, bool isWritten)
    {
        var change = name.EndsWith("bias", StringComparison.Ordinal) ? zeros(4) : zeros(4, 4);
        Assert.Equal(isWritten, PatchFiles.WhyNot(new PatchFile(Enum.Parse<PatchForm>(form, ignoreCase: true), null), [new WeightChange(name, change)]) is null);
    }

    private static Tensor Read(PatchForm form, string path)
    {
        using var file = SafetensorsFile.Open(form switch
        {
            PatchForm.Lora => Path.Combine(path, "pytorch_lora_weights.safetensors"),
            PatchForm.Peft => Path.Combine(path, "adapter_model.safetensors"),
            _ => path,
        });
        switch (form)
        {
            case PatchForm.Diff: return file.Load(Kohya + ".diff").clone();
            case PatchForm.Kohya:
                var down = file.Load(Kohya + ".lora_down.weight");
                return file.Load(Kohya + ".lora_up.weight").matmul(down).mul(file.Load(Kohya + ".alpha").item<float>() / down.shape[0]);
            case PatchForm.Lora: return file.Load($"text_encoder.{Module}.lora_B.weight").matmul(file.Load($"text_encoder.{Module}.lora_A.weight"));
            default:
                using (var config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "adapter_config.json"))))
                {
                    var scale = config.RootElement.GetProperty("lora_alpha").GetDouble() / config.RootElement.GetProperty("r").GetDouble();
                    return file.Load($"base_model.model.{Module}.lora_B.weight").matmul(file.Load($"base_model.model.{Module}.lora_A.weight")).mul(scale);
                }
        }
    }
}
