using System.ComponentModel.DataAnnotations;
using Slug.Models.Vlm.Training;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Vlm.Configuration;

/// <summary>In what numbers a LLaVA's decoder computes.</summary>
public enum LlavaNumbers
{
    /// <summary>In those of its files, but bfloat16 in place of float16 on a CPU.</summary>
    Auto,

    /// <summary>bfloat16.</summary>
    Bf16,

    /// <summary>float32.</summary>
    Fp32,
}

/// <summary>The LLaVA: a folder in Hugging Face's layout on this machine, one that is laid together from downloads, or a small one that is trained here.</summary>
public sealed record LlavaOptions
{
    /// <summary>A folder in Hugging Face's layout, relative to the config or to the repository.</summary>
    [OmittedWhenNull]
    public string? Path { get; init; }

    /// <summary>
    /// The files of such a folder, each by the download that it comes from: <c>config.json: llava-config</c>. A download that is the index of shards brings
    /// its shards along.
    /// </summary>
    [OmittedWhenNull]
    public IReadOnlyDictionary<string, string>? Files { get; init; }

    /// <summary>Trains a projector and a small decoder on questions about the emoji, around the CLIP's vision tower.</summary>
    [OmittedWhenNull]
    public LlavaTrainingOptions? Training { get; init; }

    /// <summary>Which hidden state of the vision tower the decoder sees, as <c>vision_feature_layer</c>; null for the model's own, LLaVA's -2.</summary>
    [OmittedWhenNull, Range(-1000, 1000)]
    public int? VisionFeatureLayer { get; init; }

    /// <summary>Whether the decoder sees the class token too; null for the model's own, LLaVA's no.</summary>
    [OmittedWhenNull]
    public bool? ClassToken { get; init; }

    /// <summary>In what numbers the decoder computes; the vision tower, which moves, is in float32.</summary>
    public LlavaNumbers Numbers { get; init; }
}

/// <summary>The small LLaVA's projector and decoder, and how they are trained.</summary>
public sealed record LlavaTrainingOptions
{
    /// <summary>Blocks of the decoder.</summary>
    [Range(1, 100)]
    public int Layers { get; init; } = 2;

    /// <summary>Width of the decoder; a multiple of twice its heads.</summary>
    [Range(8, 8192)]
    public int Width { get; init; } = 128;

    /// <summary>Heads of its attention.</summary>
    [Range(1, 128)]
    public int Heads { get; init; } = 4;

    /// <summary>Width of its perceptrons.</summary>
    [Range(8, 65_536)]
    public int MlpWidth { get; init; } = 352;

    /// <summary>Steps.</summary>
    [Range(1, 10_000_000)]
    public int Steps { get; init; } = 3000;

    /// <summary>Pictures a step, each with all of its questions.</summary>
    [Range(1, 65_536)]
    public int BatchSize { get; init; } = 32;

    /// <summary>The optimiser's peak learning rate.</summary>
    [Range(1e-9, 1.0)]
    public double LearningRate { get; init; } = 2e-3;

    /// <summary>What the training itself needs to know.</summary>
    /// <param name="augmentation">How far pictures are varied.</param>
    /// <param name="seed">Decides order and variations.</param>
    internal VisualTrainingOptions ToTraining(Slug.Models.Pretraining.AugmentationOptions augmentation, long seed) =>
        new() { Steps = Steps, BatchSize = BatchSize, LearningRate = LearningRate, Augmentation = augmentation, Seed = (ulong)seed };
}
