using System.ComponentModel.DataAnnotations;
using Slug.Evaluation.Incremental;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Clip.Configuration;

/// <summary>The search for a step size: how it goes, and how much memory it may take.</summary>
public sealed record SearchOptions
{
    /// <summary>Evaluations per layer.</summary>
    [Range(1, 100)]
    public int Evaluations { get; init; } = 10;

    /// <summary>The first λ changes the layer by one part in this many: <c>λ₀ = (‖θ‖/‖g‖)/divisor</c>.</summary>
    [Range(1e-3, 1e6)]
    public double FirstStepDivisor { get; init; } = 10;

    /// <summary>Measure the retained accuracy at every evaluation, not at the reported λ alone.</summary>
    public bool FullTrace { get; init; }

    /// <summary>How activations below the changed layer are kept.</summary>
    public ActivationOptions Activations { get; init; } = new();

    /// <summary>What the search itself needs to know.</summary>
    public StepSearchOptions ToStepSearch() => new() { Evaluations = Evaluations, FirstStepDivisor = FirstStepDivisor, FullTrace = FullTrace };

    /// <summary>These options without what changes no result: what a cache key may hold.</summary>
    public SearchOptions ForKey() => this with { Activations = Activations.ForKey() };
}
