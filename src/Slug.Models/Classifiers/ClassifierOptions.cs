using System.ComponentModel.DataAnnotations;

namespace Slug.Models.Classifiers;

/// <summary>A small vision transformer that judges pictures, and how it is trained.</summary>
public sealed record ClassifierOptions
{
    /// <summary>Height and width of a patch.</summary>
    [Range(1, 32)]
    public int PatchSize { get; init; } = 4;

    /// <summary>Width of the residual stream; a multiple of 64.</summary>
    [Range(64, 1024)]
    public int Width { get; init; } = 128;

    /// <summary>Number of blocks.</summary>
    [Range(1, 24)]
    public int Layers { get; init; } = 4;

    /// <summary>Batches.</summary>
    [Range(1, 1_000_000)]
    public int Steps { get; init; } = 1500;

    /// <summary>Pictures a batch.</summary>
    [Range(2, 4096)]
    public int BatchSize { get; init; } = 64;

    /// <summary>The share of each batch that is of no class: other things, mixtures of two, blurs.</summary>
    [Range(0.0, 0.9)]
    public double OtherShare { get; init; } = 0.3;

    /// <summary>The learning rate at the end of the warm-up.</summary>
    [Range(1e-9, 1.0)]
    public double LearningRate { get; init; } = 1e-3;
}
