using Slug.Models.Layers;
using Slug.Unlearning.Gradients;

namespace Slug.Unlearning.StepSearch;

/// <summary>What the search over a concept's layers found.</summary>
/// <param name="Layers">The result of every searched layer, in the order in which they were given.</param>
/// <param name="Winner">The layer to change; null when the concept was not forgotten.</param>
public sealed record LayerSearchResult(IReadOnlyList<StepSearchResult> Layers, StepSearchResult? Winner);

/// <summary>
/// Searches the step size of every candidate layer and chooses the winner. Layers are visited deepest first, for speed; results and winner do not
/// depend on the order.
/// </summary>
public static class LayerSearch
{
    /// <summary>Searches; the model's weights are left as they were.</summary>
    /// <param name="model">The model's layers.</param>
    /// <param name="moves">What to search; see <see cref="LayerChoice.Candidates"/>.</param>
    /// <param name="ascent">The direction of every layer that may move.</param>
    /// <param name="probe">Measures the model.</param>
    /// <param name="options">How each search is run.</param>
    /// <param name="progress">Called with each layer's result, in the order of the visits.</param>
    /// <param name="cancellation">Stops between two evaluations.</param>
    public static LayerSearchResult Run(
        LayerSet model, IReadOnlyList<LayerMove> moves, GradientSet ascent, IUnlearningProbe probe, StepSearchOptions options,
        Action<StepSearchResult>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(moves);
        var results = new StepSearchResult[moves.Count];
        foreach (var index in DeepestFirst(model, moves))
        {
            results[index] = StepSizeSearch.Run(model, moves[index], ascent, probe, options, cancellation);
            progress?.Invoke(results[index]);
        }

        return new LayerSearchResult(results, LayerChoice.Winner(results));
    }

    /// <summary>Tower by tower, deepest first, so that activations that a probe keeps are only ever walked back. Indices into <paramref name="moves"/>.</summary>
    private static IEnumerable<int> DeepestFirst(LayerSet model, IReadOnlyList<LayerMove> moves) =>
        Enumerable.Range(0, moves.Count).OrderBy(i => model[moves[i].Name].Tower).ThenByDescending(i => moves[i].Layers.Min(l => model[l].Depth));
}
