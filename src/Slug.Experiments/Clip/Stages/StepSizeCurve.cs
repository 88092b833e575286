using Slug.Models.Layers;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Clip.Stages;

/// <summary>Step sizes around the chosen one, at equal ratios; it is always among them. None where there are no points.</summary>
/// <param name="Points">Number of step sizes.</param>
/// <param name="OctavesBelow">How far below the chosen one the first lies.</param>
/// <param name="OctavesAbove">How far above it the last lies.</param>
internal sealed record StepSizeGrid(int Points, double OctavesBelow = 4, double OctavesAbove = 2)
{
    /// <summary>The step sizes, ascending.</summary>
    public IEnumerable<double> Around(double lambda) => Points == 0 ? [] : Enumerable.Range(0, Points > 1 ? Points : 0)
        .Select(i => lambda * Math.Pow(2, -OctavesBelow + ((OctavesBelow + OctavesAbove) * i / (Points - 1))))
        .Append(lambda).Distinct().Order();
}

/// <summary>Accuracy against step size for what was chosen to move, on a grid that holds the chosen step size.</summary>
internal static class StepSizeCurve
{
    /// <summary>Measures the curve and leaves the model as it was; empty when no step size was chosen.</summary>
    /// <param name="model">The layers of the model with its original weights.</param>
    /// <param name="moves">The layers that move.</param>
    /// <param name="ascent">Their directions.</param>
    /// <param name="probe">Measures the model.</param>
    /// <param name="lambda">The chosen step size.</param>
    /// <param name="grid">The step sizes.</param>
    /// <param name="look">What is left of the concept, and what is kept; null is what the probe says.</param>
    /// <param name="cancellation">Stops between two measurements.</param>
    public static IReadOnlyList<StepEvaluation> Measure(
        LayerSet model, IReadOnlyList<string> moves, GradientSet ascent, IUnlearningProbe probe, double lambda, StepSizeGrid grid, Func<(double Left, double Kept)>? look, CancellationToken cancellation)
    {
        if (lambda <= 0) return [];
        probe.Focus(moves);
        using var trial = new AppliedUpdate(model, moves, ascent);
        var curve = new List<StepEvaluation>();
        foreach (var step in grid.Around(lambda))
        {
            cancellation.ThrowIfCancellationRequested();
            trial.Set(step);
            curve.Add(At(step, probe, look));
        }

        return curve;
    }

    /// <summary>The model as it is now, moved by a step size.</summary>
    internal static StepEvaluation At(double step, IUnlearningProbe probe, Func<(double Left, double Kept)>? look) => look?.Invoke() is { } seen
        ? new StepEvaluation(step, new ForgetAccuracy(seen.Left, seen.Left), seen.Kept)
        : new StepEvaluation(step, probe.MeasureForget(), probe.MeasureRetained());
}
