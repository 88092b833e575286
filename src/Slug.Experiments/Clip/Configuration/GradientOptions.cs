using System.ComponentModel.DataAnnotations;
using Slug.Pipeline.Keys;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>Which gradients are stored.</summary>
public enum GradientStore
{
    /// <summary>Of a forget set those of the layers that may be chosen: the Pareto fronts, and what <c>unlearn</c> names; of the retain set those of all candidate layers.</summary>
    Pareto,

    /// <summary>Of every parameter.</summary>
    All,
}

/// <summary>How the forget and the retain gradient are computed: one pass over each set on the original weights.</summary>
public sealed record GradientOptions
{
    /// <summary>Pairs per batch; the gradient is the mean over batches.</summary>
    [Range(1, 65_536)]
    public int Batch { get; init; } = 16;

    /// <summary>Which gradients are stored. The scores of all candidate layers are stored in any case.</summary>
    public GradientStore Store { get; init; } = GradientStore.Pareto;

    /// <summary>Whether the retain set passes through CLIP's training preprocessing, a random crop of nearly all of each image, as in the reference.</summary>
    public bool RetainCrops { get; init; }

    /// <summary>
    /// Augmented views of each picture of a forget set that its gradient is averaged over, beside the picture itself: flipped, shifted, turned and recoloured as
    /// <c>pretrain.augmentation</c> says, drawn by the seed. Without it, and with 0, the pictures alone are taken, as the reference does.
    /// </summary>
    [OmittedWhenNull, Range(0, 1000)]
    public int? ForgetViews { get; init; }

    /// <summary>
    /// How many pairs of the retain set the whitened direction's second moments are taken of, spread evenly over it; null takes all.
    /// </summary>
    [OmittedWhenNull, Range(1, int.MaxValue)]
    public int? MomentPairs { get; init; }
}
