using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Diffusion.Blocks;
using Slug.Models.Diffusion.Schedulers;

namespace Slug.Models.Diffusion.Loading;

/// <summary>A pipeline opened and checked, whatever its layout; no weight is read yet. All tensors are shown under diffusers' names, those of the text encoder in its file's own layout.</summary>
public sealed class PipelineParts : IDisposable
{
    /// <summary>Where it came from.</summary>
    public required string Source { get; init; }

    /// <summary>The UNet's sizes.</summary>
    public required UNetConfig UNetConfig { get; init; }

    /// <summary>The autoencoder's sizes.</summary>
    public required VaeConfig VaeConfig { get; init; }

    /// <summary>The text encoder's sizes.</summary>
    public required ClipTextModelConfig TextConfig { get; init; }

    /// <summary>The sampling rule.</summary>
    public required SchedulerConfig Scheduler { get; init; }

    /// <summary>The UNet's tensors.</summary>
    public required ICheckpointFile UNet { get; init; }

    /// <summary>The autoencoder's tensors.</summary>
    public required ICheckpointFile Vae { get; init; }

    /// <summary>The text encoder's tensors.</summary>
    public required ICheckpointFile Text { get; init; }

    /// <summary>How prompts become ids; null where the pipeline brings no tokenizer: then the caller names one.</summary>
    public PromptTokenizer? Tokenizer { get; init; }

    /// <summary>The id that fills up prompts.</summary>
    public int PadId { get; init; }

    /// <summary>The config that decided how strong a LoRA is: <c>adapter_config.json</c>, or metadata of the file; null where none did.</summary>
    public string? LoraConfig { get; init; }

    /// <summary>Opens a pipeline: a folder of diffusers, or a single file.</summary>
    /// <exception cref="CheckpointException">Lists everything that is missing, not supported or does not fit.</exception>
    public static PipelineParts Open(string path, LoadOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problems() is { Count: > 0 } problems) throw new CheckpointException(path, problems);
        if (Directory.Exists(path)) return PipelineFolder.Open(path, options);
        if (File.Exists(path)) return SingleFile.Open(path, options);
        throw new CheckpointException(path, ["there is no such pipeline: a folder as diffusers writes it (with model_index.json), or a single file (.safetensors or .ckpt)."]);
    }

    /// <summary>Reads the weights.</summary>
    public StableDiffusion Load(LoadOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ClipTextModel? text = null;
        UNet2DConditionModel? unet = null;
        try
        {
            text = ClipTextModel.Load(TextConfig, Text, options.Device, options.Type);
            unet = UNet2DConditionModel.Load(UNetConfig, UNet, options.Device, options.Type);
            return new StableDiffusion(text, unet, AutoencoderKL.Load(VaeConfig, Vae, options.Device, options.Type), Scheduler, Tokenizer);
        }
        catch
        {
            text?.Dispose();
            unet?.Dispose();
            throw;
        }
    }

    /// <summary>What of the parts does not fit together or to its tensors, one line each.</summary>
    internal IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if ((long)UNetConfig.SampleSize * VaeConfig.Factor is > ModelSizes.MostPixels and var pixels)
            problems.Add($"the UNet's latents ('sample_size' {UNetConfig.SampleSize}) are those of pictures of {pixels} pixels with a VAE of {VaeConfig.Channels.Count} levels; there may be {ModelSizes.MostPixels} at most.");
        using (var unet = new UNet2DConditionModel(UNetConfig, TorchSharp.torch.META)) Fit(() => ModuleWeights.RequireFit(unet, UNet));
        using (var vae = new AutoencoderKL(VaeConfig, TorchSharp.torch.META)) Fit(() => ModuleWeights.RequireFit(vae, VaeNames.WithoutOld(Vae)));
        Fit(() => ClipTextModel.RequireFit(TextConfig, Text));
        var (width, latents) = (TextConfig.Text.Width, VaeConfig.LatentChannels);
        if (UNetConfig.ContextWidth.FirstOrDefault(w => w != width) is var other and not 0)
            problems.Add($"the UNet attends to prompts of width {other} ('cross_attention_dim'), the text encoder's width is {width} ('hidden_size'): they belong to different models.");
        if (UNetConfig.InChannels != latents)
        {
            problems.Add(UNetConfig.InChannels == (2 * latents) + 1
                ? $"not supported: a UNet for inpainting ('in_channels' {UNetConfig.InChannels})."
                : $"the UNet takes latents of {UNetConfig.InChannels} channels, the VAE's have {latents}.");
        }

        return problems;

        void Fit(Action check)
        {
            try
            {
                check();
            }
            catch (CheckpointException e)
            {
                problems.AddRange(e.Problems.Select(problem => $"{Path.GetRelativePath(Path.GetDirectoryName(Path.GetFullPath(Source))!, e.Path)}: {problem}"));
            }
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        UNet.Dispose();
        Vae.Dispose();
        Text.Dispose();
    }
}
