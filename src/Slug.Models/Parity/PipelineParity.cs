using System.Globalization;
using System.Text.Json.Nodes;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Diffusion;
using Slug.Models.Diffusion.Schedulers;
using static TorchSharp.torch;

namespace Slug.Models.Parity;

/// <summary>
/// Compares text to image as a whole: the text encoder of the folder, UNet and autoencoder of the folders that its config names, and for every
/// <c>RULE+STEPS.gGUIDANCE.negN</c> the latents on the way and at the end and the pictures.
/// </summary>
public sealed class PipelineParity : IReferenceKind
{
    private static readonly string[] Parts = ["unet", "vae"];

    /// <inheritdoc/>
    public string Description => "a text-to-image pipeline with the folders of its UNet and VAE beside it";

    /// <inheritdoc/>
    public IReadOnlyList<string> RequiredFiles { get; } = ["inputs.safetensors", "outputs.safetensors", "weights.safetensors"];

    /// <inheritdoc/>
    public bool Recognises(ReferenceFolder folder)
    {
        if (folder.Config?["text_encoder"] is not JsonObject || folder.Config["schedulers"] is not JsonObject) return false;
        var missing = Parts.Where(part => !Part(folder, part).Has("weights.safetensors")).Select(part => Part(folder, part).Path).ToList();
        return missing.Count == 0 ? true : throw new InvalidDataException($"{folder.Path} needs the weights of {string.Join(" and ", missing)}, which are not there");
    }

    /// <inheritdoc/>
    public IReadOnlyList<ParityRow> Compare(ReferenceFolder folder, Device device)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var text = LoadText(folder, device);
        using var unet = UNetParity.Load(Part(folder, "unet"), device);
        using var vae = VaeParity.Load(Part(folder, "vae"), device);
        var (inputs, outputs) = (folder.Load("inputs.safetensors"), folder.Load("outputs.safetensors"));
        var encoder = new TextEncoder(text.Tower);
        var ids = inputs["input_ids"].to(device);
        var prompts = encoder.Encode(ids);
        var negative = inputs.Keys.Where(k => k.StartsWith("negative.", StringComparison.Ordinal)).ToDictionary(k => k["negative.".Length..], k => encoder.Encode(inputs[k].to(device)), StringComparer.Ordinal);
        var rows = new List<ParityRow> { Comparison.Of("prompt_embeds", outputs["prompt_embeds"], prompts, Comparison.Gradients) };
        rows.AddRange(negative.Where(n => outputs.ContainsKey($"negative_prompt_embeds.{n.Key}"))
            .Select(n => Comparison.Of($"negative_prompt_embeds.{n.Key}", outputs[$"negative_prompt_embeds.{n.Key}"], n.Value, Comparison.Gradients)));
        if (outputs.TryGetValue("pooled_prompt", out var pooled))
            rows.Add(Comparison.Of("pooled_prompt", pooled, text.Tower.Pool(text.Tower.RunBlocks(text.Tower.Embed(ids), 0, text.Tower.BlockCount), ids), Comparison.Gradients));
        var rules = SchedulerParity.Rules((JsonObject)folder.Config!["schedulers"]!, folder.File(ReferenceFolder.ConfigFile), folder.Config["_diffusers_version"]?.ToString());
        var runs = outputs.Keys.Where(k => k.EndsWith(".latent", StringComparison.Ordinal)).Select(k => k[..^".latent".Length]).Order(StringComparer.Ordinal);
        foreach (var run in runs) rows.AddRange(CompareRun(run, Parse(run, rules), negative, inputs["noise"].to(device), prompts, unet, vae, outputs));
        return rows;
    }

    private static List<ParityRow> CompareRun(
        string run, (SchedulerConfig Rule, SamplingOptions Options, string Negative) settings, Dictionary<string, Tensor> negative,
        Tensor noise, Tensor prompts, UNet2DConditionModel unet, AutoencoderKL vae, Dictionary<string, Tensor> outputs)
    {
        using var scope = NewDisposeScope();
        var rows = new List<ParityRow>();
        var latents = new Sampler(unet, settings.Rule).Sample(noise, prompts, negative[settings.Negative], settings.Options, Watch);
        rows.Add(Comparison.Of($"{run}.latent", outputs[$"{run}.latent"], latents, Comparison.Gradients));
        if (outputs.TryGetValue($"{run}.image", out var image)) rows.Add(Comparison.Of($"{run}.image", image, vae.Decode(latents.div(vae.Config.ScalingFactor)), Comparison.Gradients));
        if (outputs.TryGetValue($"{run}.image01", out var picture)) rows.Add(Comparison.Of($"{run}.image01", picture, vae.DecodeToPictures(latents), Comparison.Gradients));
        return rows;

        void Watch(SamplingProgress progress)
        {
            if (outputs.TryGetValue($"{run}.latent_step{progress.Call}", out var expected))
                rows.Add(Comparison.Of($"{run}.latent_step{progress.Call}", expected, progress.Latents, Comparison.Gradients));
        }
    }

    /// <summary>Reads <c>ddim10.g7.5.neg0</c>.</summary>
    private static (SchedulerConfig Rule, SamplingOptions Options, string Negative) Parse(string run, Dictionary<string, SchedulerConfig> rules)
    {
        var (guidanceAt, negativeAt) = (run.IndexOf(".g", StringComparison.Ordinal), run.LastIndexOf(".neg", StringComparison.Ordinal));
        if (guidanceAt > 0 && negativeAt > guidanceAt && double.TryParse(run.AsSpan(guidanceAt + 2, negativeAt - guidanceAt - 2), CultureInfo.InvariantCulture, out var guidance))
        {
            foreach (var (name, rule) in rules.OrderByDescending(r => r.Key.Length))
            {
                if (run.StartsWith(name, StringComparison.Ordinal) && int.TryParse(run.AsSpan(name.Length, guidanceAt - name.Length), CultureInfo.InvariantCulture, out var steps))
                    return (rule, new SamplingOptions { Steps = steps, Guidance = guidance }, run[(negativeAt + ".neg".Length)..]);
            }
        }

        throw new InvalidDataException($"'{run}' is not RULE+STEPS.gGUIDANCE.negN with a rule of the config ({string.Join(", ", rules.Keys)}).");
    }

    private static ReferenceFolder Part(ReferenceFolder folder, string part) => folder.Sibling(folder.Config?[part]?.ToString() ?? part);

    private static ClipTextModel LoadText(ReferenceFolder folder, Device device)
    {
        using var weights = CheckpointFiles.Open(folder.File("weights.safetensors"));
        var config = ClipTextModelConfig.Read(new ModelConfigJson((JsonObject)folder.Config!["text_encoder"]!, folder.File(ReferenceFolder.ConfigFile)));
        return ClipTextModel.Load(config, weights, device, ScalarType.Float32);
    }
}
