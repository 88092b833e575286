using Slug.Models.Layers;
using Slug.Models.Training;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Unlearning.StepSearch;

/// <summary>
/// The search for the step size of one layer, or of several that move together (METHOD section 1): doubling until the concept is gone, then
/// bisection between the largest λ that left something and the smallest that left nothing. Norms of several layers are those of all written behind
/// each other, so that the first step has the size that it has for one.
/// </summary>
public static class StepSizeSearch
{
    /// <summary>
    /// Searches the step size of every candidate and chooses the winner. Layers are visited deepest first, for speed; results and winner do not depend on
    /// the order. The model's weights are left as they were.
    /// </summary>
    /// <param name="model">The model's layers.</param>
    /// <param name="moves">What to search; see <see cref="LayerChoice.Candidates"/>.</param>
    /// <param name="ascent">The direction of every layer that may move.</param>
    /// <param name="probe">Measures the model.</param>
    /// <param name="options">How each search is run.</param>
    /// <param name="progress">Called with each layer's result, in the order of the visits.</param>
    /// <param name="cancellation">Stops between two evaluations.</param>
    /// <param name="second">A copy of the model, where half of libtorch's threads shall search in it at the same time; null for none.</param>
    public static LayerSearchResult RunAll(
        LayerSet model, IReadOnlyList<LayerMove> moves, GradientSet ascent, IUnlearningProbe probe, StepSearchOptions options,
        Action<StepSearchResult>? progress = null, CancellationToken cancellation = default, SearchedModel? second = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(moves);
        // Tower by tower, deepest first, so that activations that a probe keeps are only ever walked back.
        var visits = Enumerable.Range(0, moves.Count).OrderBy(i => model[moves[i].Name].Tower).ThenByDescending(i => moves[i].Layers.Min(l => model[l].Depth)).ToList();
        var results = new StepSearchResult?[moves.Count];
        var (next, told, gate) = (-1, 0, new Lock());
        if (second is null)
        {
            Visit(new SearchedModel(model, probe));
        }
        else
        {
            using var both = new SideBySide();
            // The first two run one after the other, and all others side by side.
            both.Run(() => second.WarmUp?.Invoke(), () => { });
            both.Run(() => Visit(new SearchedModel(model, probe)), () => Visit(second));
        }

        return new LayerSearchResult(results!, LayerChoice.Winner(results!));

        // Who has searched a layer takes the next one.
        void Visit(SearchedModel searched)
        {
            try
            {
                for (var visit = Interlocked.Increment(ref next); visit < visits.Count; visit = Interlocked.Increment(ref next))
                {
                    // What a probe leaves behind goes with the layer, and not when all have been searched.
                    using var scope = NewDisposeScope();
                    var found = Run(searched.Layers, moves[visits[visit]], ascent, searched.Probe, options, cancellation);
                    lock (gate)
                    {
                        results[visits[visit]] = found;
                        for (; told < visits.Count && results[visits[told]] is { } first; told++) progress?.Invoke(first);
                    }
                }
            }
            catch
            {
                // The other thread's results would be of no use: it takes no more layers.
                Volatile.Write(ref next, visits.Count);
                throw;
            }
        }
    }

    /// <summary>Searches, and leaves the model's weights as they were, bit for bit.</summary>
    /// <param name="model">The model's layers.</param>
    /// <param name="move">What moves.</param>
    /// <param name="ascent">The direction of every layer that moves.</param>
    /// <param name="probe">Measures the model.</param>
    /// <param name="options">How to search.</param>
    /// <param name="cancellation">Stops between two evaluations.</param>
    /// <exception cref="ArgumentException">Nothing moves, or the model lacks a layer.</exception>
    public static StepSearchResult Run(
        LayerSet model, LayerMove move, GradientSet ascent, IUnlearningProbe probe, StepSearchOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(move);
        ArgumentNullException.ThrowIfNull(ascent);
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(options);
        if (move.Layers.Count == 0) throw new ArgumentException($"'{move.Name}' has no layers to move.", nameof(move));
        var (weights, direction) = (Norm(move.Layers, l => model[l].Value), Norm(move.Layers, l => ascent[l]));
        // Nothing to climb: layers that the forget loss does not depend on, or of zeros, which no relative step moves.
        if (!(direction > 0) || !(weights > 0)) return new StepSearchResult(move.Name, [], null, 0);
        probe.Focus(move.Layers);
        using var trial = new AppliedUpdate(model, move.Layers, ascent);
        if (options.Canvas is { } rule)
        {
            var (rounds, taken) = rule.Search(weights / direction / CanvasRule.FirstStepDivisor, lambda =>
            {
                cancellation.ThrowIfCancellationRequested();
                trial.Set(lambda);
                return Evaluate(move.Name, lambda, probe, retained: true);
            });
            return new StepSearchResult(move.Name, rounds, taken, (taken?.Lambda ?? 0) * direction / weights);
        }

        var trace = Search(move.Name, weights / direction / options.FirstStepDivisor, trial, probe, options, cancellation);
        var reported = trace.Where(e => e.Forget.IsGone).MinBy(e => e.Lambda) ?? trace.Where(e => e.Forget.IsNotFirst).MinBy(e => e.Lambda);
        if (reported is { Retained: null })
        {
            trial.Set(reported.Lambda);
            var measured = reported with { Retained = probe.MeasureRetained() };
            trace[trace.IndexOf(reported)] = measured;
            reported = measured;
        }

        return new StepSearchResult(move.Name, trace, reported, (reported?.Lambda ?? 0) * direction / weights);
    }

    /// <summary>The norm of tensors written behind each other.</summary>
    internal static double Norm(IEnumerable<string> layers, Func<string, Tensor> of)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return Math.Sqrt(layers.Sum(layer => Math.Pow(of(layer).to_type(ScalarType.Float32).norm().item<float>(), 2)));
    }

    private static List<StepEvaluation> Search(string name, double lambda, AppliedUpdate trial, IUnlearningProbe probe, StepSearchOptions options, CancellationToken cancellation)
    {
        var trace = new List<StepEvaluation>(options.Evaluations);
        var (low, high) = (0.0, double.PositiveInfinity);
        for (var i = 0; i < options.Evaluations; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            trial.Set(lambda);
            var evaluation = Evaluate(name, lambda, probe, options.FullTrace);
            trace.Add(evaluation);
            var forget = evaluation.Forget;
            if (forget.IsGone) high = lambda;
            else low = lambda;
            lambda = double.IsPositiveInfinity(high) ? 2 * lambda : (low + high) / 2;
        }

        return trace;
    }

    private static StepEvaluation Evaluate(string name, double lambda, IUnlearningProbe probe, bool retained)
    {
        try
        {
            return new StepEvaluation(lambda, probe.MeasureForget(), retained ? probe.MeasureRetained() : null);
        }
        catch (NotFiniteNumberException e)
        {
            // A model whose numbers overflow recognises nothing, which is not what forgetting means.
            throw new NotFiniteNumberException(FormattableString.Invariant($"{name} moved by step size {lambda:G4}: {e.Message}; fewer unlearn.search.evaluations go less far"), e);
        }
    }
}
