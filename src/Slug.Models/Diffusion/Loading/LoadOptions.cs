using Slug.Models.Diffusion.Schedulers;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Loading;

/// <summary>How a pipeline is loaded.</summary>
public sealed record LoadOptions
{
    /// <summary>Which files of a folder: <c>fp16</c> is <c>model.fp16.safetensors</c>. Null takes the plain ones, or the only ones there are.</summary>
    public string? Variant { get; init; }

    /// <summary>A folder with the configs of a single file's parts, in diffusers' layout; null infers them from the shapes, as of Stable Diffusion 1 or 2.</summary>
    public string? Configs { get; init; }

    /// <summary>The sampling rule; null is the pipeline's own.</summary>
    public SchedulerKind? Scheduler { get; init; }

    /// <summary>What a single file's network predicts; null is noise in Stable Diffusion 1 and the velocity in 2, unless configs say otherwise.</summary>
    public PredictionType? Prediction { get; init; }

    /// <summary>Where the weights go.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>What is computed in.</summary>
    public ScalarType Type { get; init; } = ScalarType.Float32;

    /// <summary>What is wrong with device and type together, one line each.</summary>
    public IReadOnlyList<string> Problems() => Type switch
    {
        ScalarType.Float32 or ScalarType.BFloat16 => [],
        ScalarType.Float16 when Device.type == DeviceType.CPU => ["fp16 on a CPU is not supported: libtorch has no half-precision kernels for it that are worth running. Take fp32, or bf16 for half the memory."],
        ScalarType.Float16 => [],
        _ => [$"{Type} is not supported; take fp32, bf16 or, on a GPU, fp16."],
    };
}
