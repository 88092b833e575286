using System.Text.Json;
using System.Text.Json.Nodes;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Diffusion.Blocks;
using Slug.Models.Diffusion.Schedulers;

namespace Slug.Models.Diffusion.Loading;

/// <summary>Opens a folder as diffusers writes it: <c>model_index.json</c>, and a folder each for UNet, VAE, text encoder, tokenizer and scheduler.</summary>
internal static class PipelineFolder
{
    private const string Index = "model_index.json";

    // Others over the same parts differ in how they are run, not in what they are.
    private static readonly HashSet<string> Supported = new(StringComparer.Ordinal)
    {
        "StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline", "StableDiffusionPipelineSafe",
    };

    public static PipelineParts Open(string folder, LoadOptions options)
    {
        RequirePipeline(folder);
        var problems = new List<string>();
        var unetConfig = Config("unet", UNetConfig.Load);
        var vaeConfig = Config("vae", VaeConfig.Load);
        var textConfig = Config("text_encoder", ClipTextModelConfig.Load);
        var scheduler = Try(() => SchedulerConfig.Load(Existing("scheduler", "scheduler_config.json"), options.Scheduler));
        var tokenizer = textConfig is null ? null : Try(() => PromptTokenizers.Load(ExistingFolder("tokenizer"), textConfig.Text.ContextLength));
        var weights = new[] { "unet", "vae", "text_encoder" }.Select(part => Try(() => CheckpointFiles.Open(Weights(part)))).ToList();
        try
        {
            if (problems.Count > 0) throw new CheckpointException(folder, problems);
            var parts = new PipelineParts
            {
                Source = folder,
                UNetConfig = unetConfig!,
                VaeConfig = vaeConfig!,
                TextConfig = textConfig!,
                Scheduler = options.Prediction is { } prediction ? scheduler! with { Prediction = prediction } : scheduler!,
                UNet = weights[0]!,
                Vae = weights[1]!,
                Text = weights[2]!,
                Tokenizer = tokenizer,
                PadId = tokenizer!.PadId,
            };
            return parts.Problems() is { Count: > 0 } misfits ? throw new CheckpointException(folder, misfits) : parts;
        }
        catch
        {
            weights.ForEach(file => file?.Dispose());
            throw;
        }

        T? Config<T>(string part, Func<string, T> load)
            where T : class => Try(() => load(Existing(part, "config.json")));

        T? Try<T>(Func<T> load)
            where T : class
        {
            try
            {
                return load();
            }
            catch (CheckpointException e)
            {
                // A folder that is missing lacks its config, and its weights.
                problems.AddRange(e.Problems.Except(problems));
            }
            catch (Exception e) when (e is InvalidDataException or IOException or JsonException)
            {
                problems.Add(e.Message);
            }

            return null;
        }

        string Existing(string part, string file)
        {
            var path = Path.Combine(ExistingFolder(part), file);
            return File.Exists(path) ? path : throw new CheckpointException(folder, [$"'{part}/{file}' is missing."]);
        }

        string ExistingFolder(string part)
        {
            var path = Path.Combine(folder, part);
            return Directory.Exists(path) ? path : throw new CheckpointException(folder, [$"the part '{part}' is missing; fetch it from where the pipeline came from."]);
        }

        string Weights(string part)
        {
            var path = ExistingFolder(part);
            if (PartWeights.Find(path, options.Variant) is { } file) return file;
            var variants = PartWeights.Variants(path);
            var there = variants.Count == 0 ? "" : $" There is the variant {string.Join(" and ", variants)}: name it, or fetch the other.";
            throw new CheckpointException(folder, [$"'{part}' has no weights{(options.Variant is { } variant ? $" of the variant '{variant}'" : "")} (diffusion_pytorch_model or model, .safetensors or .bin).{there}"]);
        }
    }

    private static void RequirePipeline(string folder)
    {
        var index = Path.Combine(folder, Index);
        if (!File.Exists(index))
            throw new CheckpointException(folder, [$"is no pipeline: it has no {Index}. Name the folder that has it, with unet/, vae/ and text_encoder/ inside, or a single file."]);
        JsonObject? root;
        try
        {
            root = PythonJson.Parse(File.ReadAllText(index)) as JsonObject;
        }
        catch (JsonException e)
        {
            throw new CheckpointException(index, [$"is not JSON: {e.Message}"]);
        }

        var name = root?["_class_name"]?.ToString();
        if (name is null) throw new CheckpointException(index, ["has no '_class_name': it is no pipeline's."]);
        if (!Supported.Contains(name)) throw new CheckpointException(folder, [$"not supported: {Known(name)}. Stable Diffusion 1 and 2 (StableDiffusionPipeline) are."]);
    }

    private static string Known(string name) => name switch
    {
        _ when name.Contains("XL", StringComparison.Ordinal) => $"SDXL ({name})",
        _ when name.StartsWith("StableDiffusion3", StringComparison.Ordinal) => $"Stable Diffusion 3 ({name})",
        _ => name,
    };
}
