using Slug.Models.Clip;
using Slug.Models.Layers;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Objectives;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;
using static TorchSharp.torch;

namespace Slug.Unlearning.Methods;

/// <summary>One round: which layers moved, how far, and what was left of the concept.</summary>
/// <param name="Threshold">τ.</param>
/// <param name="Layers">The layers with scores above it.</param>
/// <param name="Step">η.</param>
/// <param name="Forget">The concept's accuracy at that step.</param>
public sealed record RazorRound(double Threshold, IReadOnlyList<string> Layers, double Step, ForgetAccuracy Forget);

/// <summary>
/// After RAZOR (arXiv 2603.14819), which moves several layers at once: those whose score <c>φ = ‖g_f‖/‖θ‖ · (1 − cos(g_f, g_r))^α</c> exceeds τ, by
/// <c>−η(−λρ g_f + g_r)</c>, g_f being the gradient of the forget loss, which is climbed, and g_r that of the retain loss. η is found by bisection; where
/// even the longest step leaves something of the concept, more layers join. What the public description leaves open is chosen here, see docs/razor.md.
/// </summary>
public static class Razor
{
    /// <summary>Scores candidate layers, the highest first.</summary>
    /// <param name="layers">The layers of the model with its original weights.</param>
    /// <param name="forget">g_f.</param>
    /// <param name="retain">g_r.</param>
    /// <param name="alpha">α.</param>
    public static IReadOnlyList<(string Layer, double Score)> Scores(LayerSet layers, GradientSet forget, GradientSet retain, double alpha)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(forget);
        ArgumentNullException.ThrowIfNull(retain);
        using var noGrad = no_grad();
        return [.. layers.Candidates.Where(l => forget.Contains(l.Name)).Select(l => (l.Name, Score(l))).OrderByDescending(s => s.Item2).ThenBy(s => s.Name, StringComparer.Ordinal)];

        double Score(LayerParameter layer)
        {
            using var scope = NewDisposeScope();
            double weights = layer.Value.norm().item<float>(), f = forget[layer.Name].norm().item<float>(), r = retain[layer.Name].norm().item<float>();
            if (!(weights > 0) || !(f > 0)) return 0;
            // Each of length one before the product, as in the layers' table; gradients of zeros agree with nothing.
            var cosine = r > 0 ? Math.Clamp(forget[layer.Name].div(f).mul(retain[layer.Name].div(r)).sum().item<float>(), -1, 1) : 0;
            return f / weights * Math.Pow(1 - cosine, alpha);
        }
    }

    /// <summary>The direction of each layer, <c>λρ g_f − g_r</c> with <c>ρ = ‖g_r‖/‖g_f‖</c> of that layer: at λ = 1 both parts weigh the same.</summary>
    /// <returns>Tensors of the layers' shapes; the caller's.</returns>
    public static GradientSet Direction(IEnumerable<string> layers, GradientSet forget, GradientSet retain, double lambda)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(forget);
        ArgumentNullException.ThrowIfNull(retain);
        using var noGrad = no_grad();
        return GradientSet.Of("razor", layers.Select(layer => KeyValuePair.Create(layer, Of(forget[layer], retain[layer]).DetachFromDisposeScope())).ToList());

        Tensor Of(Tensor f, Tensor r)
        {
            using var scope = NewDisposeScope();
            double length = f.norm().item<float>(), other = r.norm().item<float>();
            // Where the retain loss says nothing, forgetting alone is followed.
            var ratio = length > 0 && other > 0 ? other / length : 1;
            return f.mul(lambda * ratio).sub(r).MoveToOuterDisposeScope();
        }
    }

    /// <summary>Computes both gradients of the candidate layers, and moves the model along them, round by round.</summary>
    /// <param name="model">The CLIP with its original weights.</param>
    /// <param name="layers">Those of its layers that may move.</param>
    /// <param name="forget">The forget set's batches.</param>
    /// <param name="retain">The retain set's batches.</param>
    /// <param name="contrastive">Whether the contrastive loss is climbed in place of <c>1 − cos</c>.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="measure">The concept's accuracy on the search set, of the model as it is now.</param>
    /// <param name="afterRound">Told of each finished round while the model is moved by its step: the moment to keep it.</param>
    /// <param name="cancellation">Stops between two batches or measurements.</param>
    /// <returns>All rounds; the model is as it was, bit for bit.</returns>
    public static IReadOnlyList<RazorRound> Run(
        ClipModel model, LayerSet layers, IEnumerable<PairBatch> forget, IEnumerable<PairBatch> retain, bool contrastive, RazorOptions options, Func<ForgetAccuracy> measure,
        Action<RazorRound> afterRound, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var candidates = layers.Candidates.Select(l => l.Name).ToHashSet(StringComparer.Ordinal);
        using var climbed = GradientComputation.Compute(model, forget, contrastive ? Objective.Retain : Objective.Forget, cancellation: cancellation, only: candidates.Contains);
        using var kept = GradientComputation.Compute(model, retain, Objective.Retain, cancellation: cancellation, only: candidates.Contains);
        return Run(layers, climbed, kept, options, measure, afterRound, cancellation);
    }

    /// <summary>Moves the model, round by round, until the concept is forgotten; each round starts from the original weights.</summary>
    /// <param name="layers">The layers of the model with its original weights.</param>
    /// <param name="forget">g_f of every candidate layer.</param>
    /// <param name="retain">g_r of every candidate layer.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="measure">The concept's accuracy on the search set, of the model as it is now.</param>
    /// <param name="afterRound">Told of each finished round while the model is moved by its step: the moment to keep it.</param>
    /// <param name="cancellation">Stops between two measurements.</param>
    /// <returns>All rounds; the model is as it was, bit for bit.</returns>
    public static IReadOnlyList<RazorRound> Run(
        LayerSet layers, GradientSet forget, GradientSet retain, RazorOptions options, Func<ForgetAccuracy> measure, Action<RazorRound> afterRound,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(measure);
        ArgumentNullException.ThrowIfNull(afterRound);
        var scores = Scores(layers, forget, retain, options.Alpha);
        if (scores.Count == 0 || !(scores[0].Score > 0)) throw new ArgumentException("The forget loss depends on none of the candidate layers.", nameof(forget));
        var rounds = new List<RazorRound>();
        for (var round = 0; round <= options.Enlargements; round++)
        {
            var threshold = options.Threshold * scores[0].Score / Math.Pow(2, round);
            IReadOnlyList<string> moved = [.. scores.Where(s => s.Score > threshold).Select(s => s.Layer)];
            // A round that adds no layer would only repeat the last one.
            if (rounds.Count > 0 && moved.Count == rounds[^1].Layers.Count) continue;
            using var direction = Direction(moved, forget, retain, options.Lambda);
            using var trial = new AppliedUpdate(layers, moved, direction);
            var longest = options.LongestStep * StepSizeSearch.Norm(moved, l => layers[l].Value) / StepSizeSearch.Norm(moved, l => direction[l]);
            var (step, left) = Bisect(trial, longest, options.Bisections, measure, cancellation);
            trial.Set(step);
            rounds.Add(new RazorRound(threshold, moved, step, left));
            afterRound(rounds[^1]);
            if (left.IsGone) break;
        }

        return rounds;
    }

    /// <summary>The smallest step seen that leaves FA@5 = 0, between nothing and the longest; the longest where that leaves something.</summary>
    private static (double Step, ForgetAccuracy Left) Bisect(
        AppliedUpdate trial, double longest, int bisections, Func<ForgetAccuracy> measure, CancellationToken cancellation)
    {
        var (low, best, left) = (0.0, longest, At(longest));
        if (!left.IsGone) return (best, left);
        for (var i = 0; i < bisections; i++)
        {
            var middle = (low + best) / 2;
            var found = At(middle);
            if (!found.IsGone) low = middle;
            else (best, left) = (middle, found);
        }

        return (best, left);

        ForgetAccuracy At(double step)
        {
            cancellation.ThrowIfCancellationRequested();
            trial.Set(step);
            return measure();
        }
    }
}
