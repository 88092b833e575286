using Slug.Models.Layers;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Clip.Stages;

/// <summary>Accuracy against step size for what was chosen to move, on a grid that holds the chosen step size.</summary>
internal static class StepSizeCurve
{
    /// <summary>Octaves below and above the chosen step size that the grid covers.</summary>
    private const double OctavesBelow = 4, OctavesAbove = 2;

    /// <summary>Measures the curve and leaves the model as it was; empty when no step size was chosen.</summary>
    /// <param name="model">The layers of the model with its original weights.</param>
    /// <param name="moves">The layers that move.</param>
    /// <param name="ascent">Their directions.</param>
    /// <param name="probe">Measures the model.</param>
    /// <param name="lambda">The chosen step size.</param>
    /// <param name="points">Number of step sizes.</param>
    /// <param name="cancellation">Stops between two measurements.</param>
    public static IReadOnlyList<StepEvaluation> Measure(
        LayerSet model, IReadOnlyList<string> moves, GradientSet ascent, IUnlearningProbe probe, double lambda, int points, CancellationToken cancellation)
    {
        if (lambda <= 0) return [];
        probe.Focus(moves);
        using var trial = new AppliedUpdate(model, moves, ascent);
        var curve = new List<StepEvaluation>();
        var grid = Enumerable.Range(0, points)
            .Select(i => lambda * Math.Pow(2, -OctavesBelow + ((OctavesBelow + OctavesAbove) * i / (points - 1))))
            .Append(lambda).Distinct().Order();
        foreach (var step in grid)
        {
            cancellation.ThrowIfCancellationRequested();
            trial.Set(step);
            curve.Add(new StepEvaluation(step, probe.MeasureForget(), probe.MeasureRetained()));
        }

        return curve;
    }
}
