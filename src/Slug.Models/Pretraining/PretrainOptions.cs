using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Slug.Models.Training;

namespace Slug.Models.Pretraining;

/// <summary>How a small CLIP is trained from scratch.</summary>
public sealed record PretrainOptions
{
    /// <summary>Pairs seen in all; the steps are this over the batch size.</summary>
    [Range(1, int.MaxValue)]
    public int Pairs { get; init; } = 120_000;

    /// <summary>Pairs a step, each of another group.</summary>
    [Range(2, 65_536)]
    public int BatchSize { get; init; } = 64;

    /// <summary>The learning rate at the end of the warm-up.</summary>
    [Range(1e-9, 1.0)]
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>The share of the steps over which the learning rate rises.</summary>
    [Range(0.0, 1.0)]
    public double WarmupFraction { get; init; } = 0.05;

    /// <summary>The norm that the whole gradient is clipped to.</summary>
    [Range(1e-9, 1e9)]
    public double GradientClip { get; init; } = 1;

    /// <summary>
    /// The factor on the learning rate of token, position and class embeddings, whose rows meet few gradients; null for 1. A small model whose
    /// training is short learns its words sooner with 5.
    /// </summary>
    [Range(0.01, 100.0)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? EmbeddingRate { get; init; }

    /// <summary>What the cosines are multiplied by at the start; null for CLIP's 1/0.07. The training moves it.</summary>
    [Range(1.0, 100.0)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? InitialScale { get; init; }

    /// <summary>
    /// Computes only what the loss needs, last blocks for the pooled token alone, and the batch in two halves at the same time, captions by their length. The same
    /// loss up to rounding, in less time; null for no.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Lean { get; init; }

    /// <summary>The optimiser.</summary>
    public AdamWOptions Optimizer { get; init; } = new();

    /// <summary>The augmentation of every image.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Decides the batch order and the augmentation.</summary>
    public ulong Seed { get; init; }

    /// <summary>The number of steps.</summary>
    public int Steps => Math.Max(1, Pairs / BatchSize);
}

/// <summary>The ranges that an image's augmentation is drawn from, uniformly. A range of zero leaves its part out.</summary>
public sealed record AugmentationOptions
{
    /// <summary>The probability of a left-right flip.</summary>
    [Range(0.0, 1.0)]
    public double Flip { get; init; } = 0.5;

    /// <summary>Scale: 1 ± this, about the centre.</summary>
    [Range(0.0, 0.9)]
    public double Scale { get; init; } = 0.2;

    /// <summary>Shift along each axis: ± this, in half widths of the image.</summary>
    [Range(0.0, 1.0)]
    public double Shift { get; init; } = 0.12;

    /// <summary>Rotation: ± this, in radians.</summary>
    [Range(0.0, Math.PI)]
    public double Rotation { get; init; } = 0.2;

    /// <summary>Brightness, contrast and saturation: factors 1 ± this.</summary>
    [Range(0.0, 1.0)]
    public double Colour { get; init; } = 0.3;

    /// <summary>Turn of the hue: ± this, in radians about the axis of greys; null for none. Another hand has other colours.</summary>
    [Range(0.0, Math.PI)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Hue { get; init; }

    /// <summary>The share of images that lose their colour; null for none.</summary>
    [Range(0.0, 1.0)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Grey { get; init; }
}
