using System.ComponentModel.DataAnnotations;

namespace Slug.Models.Training;

/// <summary>AdamW as CLIP is trained and the comparison methods run it.</summary>
public sealed record AdamWOptions
{
    /// <summary>Decay of the gradient's running mean.</summary>
    [Range(0.0, 1.0)]
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the squared gradient's running mean.</summary>
    [Range(0.0, 1.0)]
    public double Beta2 { get; init; } = 0.98;

    /// <summary>Added to the root of the squared gradient's mean.</summary>
    [Range(0.0, 1.0)]
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>Decoupled weight decay of matrices; gains, biases and the logit scale have none.</summary>
    [Range(0.0, 10.0)]
    public double WeightDecay { get; init; } = 0.1;
}
