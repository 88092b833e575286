using Slug.Models.Clip;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;

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
    /// <param name="model">The model.</param>
    /// <param name="layers">The layers to search; see <see cref="LayerChoice.Candidates"/>.</param>
    /// <param name="forget">The gradient of the forget loss.</param>
    /// <param name="probe">Measures the model.</param>
    /// <param name="options">How each search is run.</param>
    /// <param name="progress">Called with each layer's result, in the order of the visits.</param>
    /// <param name="cancellation">Stops between two evaluations.</param>
    public static LayerSearchResult Run(
        ClipModel model, IReadOnlyList<LayerScore> layers, GradientSet forget, IUnlearningProbe probe, StepSearchOptions options,
        Action<StepSearchResult>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(forget);
        var results = new StepSearchResult[layers.Count];
        foreach (var index in LayerDepth.DeepestFirst(model, layers))
        {
            var layer = layers[index];
            results[index] = StepSizeSearch.Run(model, layer, forget[layer.Name], probe, options, cancellation);
            progress?.Invoke(results[index]);
        }

        return new LayerSearchResult(results, LayerChoice.Winner(results));
    }
}
