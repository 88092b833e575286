using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>How a LLaVA is loaded.</summary>
/// <param name="Type">
/// The type that projector and decoder compute in; null is the files' own, but bfloat16 for float16 on a CPU, which multiplies matrices in that
/// ten times slower.
/// </param>
/// <param name="VisionType">The type that the vision tower computes in; null is <paramref name="Type"/>.</param>
/// <param name="Device">Where the model shall be; null is the CPU.</param>
public sealed record LlavaLoadOptions(ScalarType? Type = null, ScalarType? VisionType = null, Device? Device = null)
{
    /// <summary>The hidden state of the vision tower that the decoder sees, instead of the config's; see <see cref="LlavaConfig.VisionFeatureLayer"/>.</summary>
    public int? VisionFeatureLayer { get; init; }

    /// <summary>Whether the decoder sees the class token, instead of what the config says.</summary>
    public bool? ClassToken { get; init; }

    /// <summary>A config as these options have it.</summary>
    public LlavaConfig Adjust(LlavaConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config with { VisionFeatureLayer = VisionFeatureLayer ?? config.VisionFeatureLayer, ClassToken = ClassToken ?? config.ClassToken };
    }
}

/// <summary>
/// Loads LLaVA from a folder in Hugging Face's layout: <c>config.json</c> and weights in one file or in shards, of any float type, with names of
/// before or after transformers 4.52. The files are mapped: a model of 14 GB
/// takes 14 GB, and weights that need no conversion are the files' own pages.
/// </summary>
public static class LlavaCheckpoint
{
    /// <summary>Reads a folder's config.</summary>
    /// <exception cref="InvalidDataException">It is no LLaVA, or one that is not supported.</exception>
    public static LlavaConfig ReadConfig(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var path = Path.Combine(folder, "config.json");
        if (!File.Exists(path)) throw new InvalidDataException($"{folder} is no LLaVA: it has no config.json. Give a folder in Hugging Face's layout.");
        var generation = Path.Combine(folder, "generation_config.json");
        try
        {
            return LlavaConfigJson.Parse(File.ReadAllText(path), File.Exists(generation) ? File.ReadAllText(generation) : null);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Loads the model.</summary>
    /// <exception cref="InvalidDataException">The config is no LLaVA's, or not supported.</exception>
    /// <exception cref="CheckpointException">Weights or shards are missing, or do not fit the config; all problems are listed.</exception>
    public static LlavaModel Load(string folder, LlavaLoadOptions? options = null)
    {
        options ??= new LlavaLoadOptions();
        var config = options.Adjust(ReadConfig(folder));
        using var file = CheckpointFiles.Open(CheckpointFolder.Weights(folder));
        var device = options.Device ?? CPU;
        var type = options.Type ?? (FileType(file) is var stored && stored == ScalarType.Float16 && device.type == TorchSharp.DeviceType.CPU ? ScalarType.BFloat16 : stored);
        // A head of its own is left out where the config ties it to the embedding.
        return ModuleWeights.Load(
            new LlavaModel(config, type, options.VisionType ?? type, META), LlavaNames.AsMembers(file), device,
            name => name.StartsWith(LlavaNames.Vision, StringComparison.Ordinal) ? options.VisionType ?? type : type,
            name => config.Text.TiedEmbeddings && name == "language_model.lm_head.weight");
    }

    /// <summary>Writes a model as a folder: config and one file of weights under the older names, which every transformers reads.</summary>
    public static void Save(LlavaModel model, string folder)
    {
        ArgumentNullException.ThrowIfNull(model);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), LlavaConfigJson.Write(model.Config) + "\n");
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var tensors = model.named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter)).ToList();
        var vision = tensors.Where(t => t.Key.StartsWith(LlavaNames.Vision, StringComparison.Ordinal)).Select(t => KeyValuePair.Create("visual." + t.Key[LlavaNames.Vision.Length..], t.Value));
        SafetensorsWriter.Write(
            Path.Combine(folder, "model.safetensors"),
            ClipLayers.Rename(vision, ClipLayout.HuggingFace).Select(t => KeyValuePair.Create(LlavaNames.Vision + t.Key, t.Value))
                .Concat(tensors.Where(t => !t.Key.StartsWith(LlavaNames.Vision, StringComparison.Ordinal))),
            new Dictionary<string, string> { ["format"] = "pt" });
    }

    /// <summary>The type of most of the weights.</summary>
    private static ScalarType FileType(ICheckpointFile file) =>
        file.Entries.Where(e => e.Type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32)
            .GroupBy(e => e.Type, e => e.Shape.Aggregate(1L, (product, extent) => product * extent))
            .OrderByDescending(g => g.Sum()).Select(g => g.Key).FirstOrDefault(ScalarType.Float32);
}
