using System.ComponentModel.DataAnnotations;
using Slug.Models.Clip;

namespace Slug.Models.Pretraining;

/// <summary>How a CLIP's sense of styles is sharpened.</summary>
public sealed record StyleTuningOptions
{
    /// <summary>Batches.</summary>
    [Range(1, 1_000_000)]
    public int Steps { get; init; } = 1500;

    /// <summary>Pairs a batch; every other batch is a square of so many pairs, names times styles.</summary>
    [Range(4, 4096)]
    public int BatchSize { get; init; } = 64;

    /// <summary>The learning rate at the end of the warm-up.</summary>
    [Range(1e-9, 1.0)]
    public double LearningRate { get; init; } = 4e-4;

    /// <summary>
    /// How the tensors of the sharpened CLIP are named, which decides about what its layers are: <c>openClip</c>, queries, keys and values of an attention in one, or
    /// <c>huggingFace</c>, as Stable Diffusion's text encoders, each a layer of its own.
    /// </summary>
    public ClipLayout Layout { get; init; }
}
