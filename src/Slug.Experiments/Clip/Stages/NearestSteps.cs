using System.Globalization;
using Slug.Experiments.Results;
using Slug.Models.Layers;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Clip.Stages;

/// <summary>What a search that forgot nothing has to show: the step that came nearest, with what it keeps.</summary>
internal static class NearestSteps
{
    /// <summary>Measures what the nearest step keeps, and leaves the model as it was; null where nothing was evaluated.</summary>
    /// <param name="model">The layers of the model with its original weights.</param>
    /// <param name="moves">What was searched.</param>
    /// <param name="ascent">The direction of every layer that moves.</param>
    /// <param name="probe">Measures the model.</param>
    /// <param name="searched">What the searches found.</param>
    /// <param name="options">How they were run.</param>
    public static NearestStep? Measure(
        LayerSet model, IReadOnlyList<LayerMove> moves, GradientSet ascent, IUnlearningProbe probe, IReadOnlyList<StepSearchResult> searched, StepSearchOptions options)
    {
        if (LayerChoice.Nearest(searched) is not (var search, var evaluation)) return null;
        var layers = moves.First(m => m.Name == search.Layer).Layers;
        probe.Focus(layers);
        using var trial = new AppliedUpdate(model, layers, ascent);
        trial.Set(evaluation.Lambda);
        // The first step is one part in 'divisor' of the layer, whichever it is.
        var relative = evaluation.Lambda / search.Trace[0].Lambda / options.FirstStepDivisor;
        return new NearestStep(search.Layer, evaluation.Lambda, relative, evaluation.Forget, evaluation.Retained ?? probe.MeasureRetained());
    }

    /// <summary>The outcome for the terminal and the log.</summary>
    /// <param name="concept">The concept.</param>
    /// <param name="nearest">The nearest step; null where nothing could move.</param>
    public static string Line(string concept, NearestStep? nearest) => nearest is null
        ? $"not forgotten: '{concept}' depends on none of the layers searched; no model and no update is published for it"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"not forgotten: no layer searched brought '{concept}' out of the first place; nearest was {nearest.Layer} by step size {nearest.Lambda:G4} ({nearest.RelativeChange:P1} of the layer) with FA@1 {nearest.Forget.Top1:P1}, FA@5 {nearest.Forget.Top5:P1}, retained {nearest.Retained:P1} on the search set. No model and no update is published for it");
}
