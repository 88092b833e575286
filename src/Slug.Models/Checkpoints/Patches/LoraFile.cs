using System.Text.Json;
using static TorchSharp.torch;

namespace Slug.Models.Checkpoints.Patches;

/// <summary>
/// Changes of linear layers as LoRA, in the names of the programs that read it. Without a rank nothing is lost: the change times the identity. LoRA knows no
/// biases and no norms; such changes need a <see cref="DiffPatch"/>.
/// </summary>
public static class LoraFile
{
    /// <summary>The name under which diffusers looks for it in a folder.</summary>
    public const string DiffusersName = "pytorch_lora_weights.safetensors";

    /// <summary>Writes kohya's names, which ComfyUI, A1111 and diffusers read: <c>lora_te_….lora_up.weight</c>, <c>.lora_down.weight</c>, <c>.alpha</c>.</summary>
    /// <param name="path">Where to write.</param>
    /// <param name="changes">The changes, by Hugging Face's names.</param>
    /// <param name="rank">The rank; null loses nothing.</param>
    /// <param name="fused">See <see cref="DiffPatch.Write"/>: attention projections that do not change are added, as changes of nothing.</param>
    /// <param name="metadata">Strings for the file's header.</param>
    /// <returns>The error of each changed layer, see <see cref="LowRank.Error"/>.</returns>
    /// <exception cref="ArgumentException">A change is of something else than a linear layer's matrix.</exception>
    public static IReadOnlyDictionary<string, double> WriteKohya(
        string path, IReadOnlyCollection<WeightChange> changes, int? rank, bool fused, IReadOnlyDictionary<string, string>? metadata = null) =>
        Write(path, changes, rank, metadata, fused, (module, split) =>
        {
            var name = KohyaNames.Of(module);
            // The programs scale by alpha / rank.
            return [KeyValuePair.Create($"{name}.lora_up.weight", split.Up), KeyValuePair.Create($"{name}.lora_down.weight", split.Down), KeyValuePair.Create($"{name}.alpha", tensor((float)split.Rank))];
        });

    /// <summary>Writes diffusers' names: <c>text_encoder.….lora_A.weight</c> and <c>.lora_B.weight</c>.</summary>
    /// <param name="path">Where to write, best under <see cref="DiffusersName"/>.</param>
    /// <param name="changes">The changes, by Hugging Face's names.</param>
    /// <param name="rank">The rank; null loses nothing.</param>
    /// <param name="metadata">Strings for the file's header.</param>
    /// <returns>The error of each changed layer.</returns>
    /// <exception cref="ArgumentException">A change is of something else than a linear layer's matrix.</exception>
    public static IReadOnlyDictionary<string, double> WriteDiffusers(string path, IReadOnlyCollection<WeightChange> changes, int? rank, IReadOnlyDictionary<string, string>? metadata = null) =>
        Write(path, changes, rank, metadata, fused: false, (module, split) =>
            [KeyValuePair.Create($"text_encoder.{module}.lora_A.weight", split.Down), KeyValuePair.Create($"text_encoder.{module}.lora_B.weight", split.Up)]);

    /// <summary>Writes a folder that PEFT loads onto a model of Hugging Face's: <c>adapter_model.safetensors</c> and <c>adapter_config.json</c>.</summary>
    /// <param name="folder">The folder, made if it is not there.</param>
    /// <param name="changes">The changes, by the model's own names.</param>
    /// <param name="rank">The rank; null loses nothing.</param>
    /// <param name="baseModel">What the adapter belongs to, such as <c>openai/clip-vit-large-patch14</c>.</param>
    /// <returns>The error of each changed layer.</returns>
    /// <exception cref="ArgumentException">A change is of something else than a linear layer's matrix.</exception>
    public static IReadOnlyDictionary<string, double> WritePeft(string folder, IReadOnlyCollection<WeightChange> changes, int? rank, string baseModel)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var ranks = new SortedDictionary<string, int>(StringComparer.Ordinal);
        Directory.CreateDirectory(folder);
        var errors = Write(Path.Combine(folder, "adapter_model.safetensors"), changes, rank, TensorSource.Format, fused: false, (module, split) =>
        {
            ranks[module] = split.Rank;
            return [KeyValuePair.Create($"base_model.model.{module}.lora_A.weight", split.Down), KeyValuePair.Create($"base_model.model.{module}.lora_B.weight", split.Up)];
        });
        var common = ranks.Values.First();
        var others = ranks.Where(r => r.Value != common).ToDictionary(r => r.Key, r => r.Value);
        File.WriteAllText(Path.Combine(folder, "adapter_config.json"), JsonSerializer.Serialize(
            new
            {
                peft_type = "LORA",
                base_model_name_or_path = baseModel,
                r = common,
                lora_alpha = common,
                lora_dropout = 0.0,
                bias = "none",
                fan_in_fan_out = false,
                inference_mode = true,
                target_modules = ranks.Keys,
                rank_pattern = others,
                alpha_pattern = others,
            },
            new JsonSerializerOptions { WriteIndented = true }));
        return errors;
    }

    private static SortedDictionary<string, double> Write(
        string path, IReadOnlyCollection<WeightChange> changes, int? rank, IReadOnlyDictionary<string, string>? metadata, bool fused,
        Func<string, LowRank, IReadOnlyList<KeyValuePair<string, Tensor>>> name)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentOutOfRangeException.ThrowIfZero(changes.Count, nameof(changes));
        var unfit = changes.Where(change => !change.IsMatrix).Select(change => $"'{change.Name}'").ToList();
        if (unfit.Count > 0) throw new ArgumentException($"LoRA changes linear layers' matrices only, not {string.Join(", ", unfit)}; write a .diff patch.", nameof(changes));
        using var scope = NewDisposeScope();
        var (tensors, errors) = (new Dictionary<string, Tensor>(StringComparer.Ordinal), new SortedDictionary<string, double>(StringComparer.Ordinal));
        foreach (var change in changes)
        {
            var split = LowRank.Of(change.Change, rank);
            errors[change.Name] = split.Error;
            foreach (var (key, part) in name(change.Module, split)) tensors.Add(key, part);
        }

        foreach (var (module, like) in fused ? FusedAttention.Missing(changes) : [])
        {
            foreach (var (key, part) in name(module, new LowRank(zeros(like.shape[0], 1), zeros(1, like.shape[1]), 0))) tensors.Add(key, part);
        }

        SafetensorsWriter.Write(path, tensors, metadata);
        return errors;
    }
}
