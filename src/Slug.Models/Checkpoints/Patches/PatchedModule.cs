using System.Text.Json;

namespace Slug.Models.Checkpoints.Patches;

/// <summary>A module that a patch may change.</summary>
/// <param name="Path">Its path in the model: <c>text_encoder.</c> or <c>unet.</c> and the module's name.</param>
/// <param name="Shape">The shape of its weight.</param>
public sealed record PatchedModule(string Path, IReadOnlyList<long> Shape)
{
    /// <summary>The alpha of PEFT's <c>adapter_config.json</c>: of a module's path and rank.</summary>
    /// <exception cref="CheckpointException">The config is none, or of an adapter that is not read.</exception>
    public static Func<string, int, double?> AlphaOf(string config)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(config));
            var root = json.RootElement.Clone();
            if (!root.TryGetProperty("peft_type", out var type) || type.GetString() != "LORA") throw new CheckpointException(config, ["not supported: adapters other than LoRA."]);
            if (Flag("use_dora")) throw new CheckpointException(config, ["not supported: DoRA. LoRA and full differences are read."]);
            return (path, rank) =>
            {
                var alpha = Pattern(path) ?? (root.TryGetProperty("lora_alpha", out var common) ? common.GetDouble() : rank);
                return Flag("use_rslora") ? alpha * Math.Sqrt(rank) : alpha;
            };

            bool Flag(string name) => root.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

            // A pattern is the end of a module's path.
            double? Pattern(string path) => root.TryGetProperty("alpha_pattern", out var pattern) && pattern.ValueKind == JsonValueKind.Object
                ? pattern.EnumerateObject().Where(p => path.EndsWith("." + p.Name, StringComparison.Ordinal)).Select(p => (double?)p.Value.GetDouble()).FirstOrDefault() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or (IOException and not CheckpointException))
        {
            throw new CheckpointException(config, [$"is no config of an adapter: {e.Message}"]);
        }
    }
}
