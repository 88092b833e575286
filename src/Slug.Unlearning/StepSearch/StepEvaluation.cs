using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Slug.Unlearning.StepSearch;

/// <summary>The concept's accuracy under a trial, as shares in 0..1.</summary>
/// <param name="Top1">FA@1.</param>
/// <param name="Top5">FA@5.</param>
public sealed record ForgetAccuracy(double Top1, double Top5)
{
    /// <summary>The share that may be left of a concept that counts as gone; zero in the paper.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Allowed { get; init; }

    /// <summary>Whether the concept is gone: nothing is left of it among the first five, or no more than may be.</summary>
    [JsonIgnore]
    public bool IsGone => Top5 <= Allowed;

    /// <summary>Whether it is out of the first place at least.</summary>
    [JsonIgnore]
    public bool IsNotFirst => Top1 <= Allowed;
}

/// <summary>One evaluation of a step search.</summary>
/// <param name="Lambda">The step size λ.</param>
/// <param name="Forget">The concept's accuracy.</param>
/// <param name="Retained">The mean retained accuracy, where it was measured.</param>
public sealed record StepEvaluation(double Lambda, ForgetAccuracy Forget, double? Retained)
{
    /// <summary>
    /// Whether the retained accuracy was left unmeasured because nothing depends on it: the search reports another λ. See
    /// <see cref="StepSearchOptions.FullTrace"/>.
    /// </summary>
    public bool RetainedSkipped => Retained is null;
}

/// <summary>What the search over one layer found.</summary>
/// <param name="Layer">The parameter's name.</param>
/// <param name="Trace">Every evaluation, in order.</param>
/// <param name="Reported">The smallest λ at which the concept is gone, or, where there is none, the smallest at which it is out of the first place; its retained accuracy is measured. Null: neither.</param>
/// <param name="RelativeChange"><c>λ‖g‖/‖θ‖</c> of the reported λ, zero without one.</param>
public sealed record StepSearchResult(string Layer, IReadOnlyList<StepEvaluation> Trace, StepEvaluation? Reported, double RelativeChange)
{
    /// <summary>Whether a step was found at which the concept is gone; if not, the concept counts as not forgotten by this layer.</summary>
    public bool Forgotten => Reported is { Forget.IsGone: true };
}

/// <summary>What the search over a concept's layers found.</summary>
/// <param name="Layers">The result of every searched layer, in the order in which they were given.</param>
/// <param name="Winner">The layer to change; null when the concept was not forgotten.</param>
public sealed record LayerSearchResult(IReadOnlyList<StepSearchResult> Layers, StepSearchResult? Winner);

/// <summary>How a step search is run.</summary>
public sealed record StepSearchOptions
{
    /// <summary>Evaluations per layer.</summary>
    [Range(1, 100)]
    public int Evaluations { get; init; } = 10;

    /// <summary>The first λ changes the layer by one part in this many: <c>λ₀ = (‖θ‖/‖g‖)/divisor</c>.</summary>
    [Range(1e-3, 1e6)]
    public double FirstStepDivisor { get; init; } = 10;

    /// <summary>Measure the retained accuracy at every evaluation, not at the reported λ alone.</summary>
    public bool FullTrace { get; init; }

    /// <summary>The rule of UnlearnCanvas in place of the bisection; its own constants take the place of the number of evaluations and of the first step.</summary>
    public CanvasRule? Canvas { get; init; }
}
