using Slug.Models.Diffusion.Loading;
using Slug.Models.Diffusion.Schedulers;
using Slug.Pipeline.Keys;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Configuration;

/// <summary>A text-to-image pipeline.</summary>
public sealed record PipelineOptions
{
    /// <summary>A folder as diffusers writes it, or a single file (<c>.safetensors</c>, <c>.ckpt</c>), relative to the config; null where it is fetched.</summary>
    [OmittedWhenNull]
    public string? Path { get; init; }

    /// <summary>
    /// The downloads of a diffusers folder by their places in it: <c>unet/config.json: unet-config</c>. They are laid together as a folder; null where the pipeline is
    /// on this machine.
    /// </summary>
    [OmittedWhenNull]
    public IReadOnlyDictionary<string, string>? Files { get; init; }

    /// <summary>Which files of a folder: <c>fp16</c> is <c>model.fp16.safetensors</c>; null takes the plain ones, or the only ones.</summary>
    [OmittedWhenNull]
    public string? Variant { get; init; }

    /// <summary>In what numbers pictures are generated.</summary>
    public PictureNumbers Numbers { get; init; }

    /// <summary>What a result depends on besides the pipeline's own content: not where it lies.</summary>
    internal PipelineOptions ForKey() => this with { Path = null, Files = null };

    /// <summary>How such a pipeline is opened.</summary>
    /// <param name="rule">The rule of sampling; null is the pipeline's own.</param>
    /// <param name="device">Where it goes.</param>
    internal LoadOptions ToLoadOptions(SamplingRule? rule, Device device) => new()
    {
        Variant = Variant,
        Device = device,
        Type = Numbers.ToScalarType(),
        Scheduler = rule switch
        {
            SamplingRule.Ddim => SchedulerKind.Ddim,
            SamplingRule.Pndm => SchedulerKind.Pndm,
            SamplingRule.DpmSolver => SchedulerKind.DpmSolverMultistep,
            _ => null,
        },
    };
}
