using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Unlearning.StepSearch;

/// <summary>
/// The search for the step size of one layer (METHOD section 1): doubling until the concept is gone, then bisection between the largest λ that
/// left something and the smallest that left nothing.
/// </summary>
public static class StepSizeSearch
{
    /// <summary>Searches, and leaves the model's weights as they were, bit for bit.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">The layer with its norms.</param>
    /// <param name="ascent">The gradient of the forget loss with respect to the layer.</param>
    /// <param name="probe">Measures the model.</param>
    /// <param name="options">How to search.</param>
    /// <param name="cancellation">Stops between two evaluations.</param>
    public static StepSearchResult Run(
        nn.Module model, LayerScore layer, Tensor ascent, IUnlearningProbe probe, StepSearchOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(options);
        // Nothing to climb: a layer that the forget loss does not depend on, or one of zeros, which no relative step moves.
        if (!(layer.GradientNorm > 0) || !(layer.WeightNorm > 0)) return new StepSearchResult(layer.Name, [], null, 0);
        probe.Focus(layer.Name);
        using var trial = new AppliedUpdate(model, layer.Name, ascent);
        return Run(layer.Name, layer.WeightNorm, layer.GradientNorm, trial, probe, options, cancellation);
    }

    /// <summary>Searches with a trial that has begun and a probe that knows what it changes.</summary>
    internal static StepSearchResult Run(
        string name, double weightNorm, double gradientNorm, AppliedUpdate trial, IUnlearningProbe probe, StepSearchOptions options, CancellationToken cancellation)
    {
        var trace = Search(weightNorm / gradientNorm / options.FirstStepDivisor, trial, probe, options, cancellation);
        var reported = trace.Where(e => e.Forget.Top5 == 0).MinBy(e => e.Lambda) ?? trace.Where(e => e.Forget.Top1 == 0).MinBy(e => e.Lambda);
        if (reported is { Retained: null })
        {
            trial.Set(reported.Lambda);
            var measured = reported with { Retained = probe.MeasureRetained() };
            trace[trace.IndexOf(reported)] = measured;
            reported = measured;
        }

        return new StepSearchResult(name, trace, reported, (reported?.Lambda ?? 0) * gradientNorm / weightNorm);
    }

    private static List<StepEvaluation> Search(double lambda, AppliedUpdate trial, IUnlearningProbe probe, StepSearchOptions options, CancellationToken cancellation)
    {
        var trace = new List<StepEvaluation>(options.Evaluations);
        var (low, high) = (0.0, double.PositiveInfinity);
        for (var i = 0; i < options.Evaluations; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            trial.Set(lambda);
            var forget = probe.MeasureForget();
            trace.Add(new StepEvaluation(lambda, forget, options.FullTrace ? probe.MeasureRetained() : null));
            if (forget.Top5 == 0) high = lambda;
            else low = lambda;
            lambda = double.IsPositiveInfinity(high) ? 2 * lambda : (low + high) / 2;
        }

        return trace;
    }
}
