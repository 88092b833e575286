using System.ComponentModel.DataAnnotations;

namespace Slug.Experiments.Configuration;

/// <summary>How the forget and the retain gradient are computed: one pass over each set on the original weights.</summary>
public sealed record GradientOptions
{
    /// <summary>Pairs per batch; the gradient is the mean over batches.</summary>
    [Range(1, 65_536)]
    public int Batch { get; init; } = 16;
}
