using Slug.Models.Layers;
using Slug.Unlearning.LayerRanking;

namespace Slug.Unlearning.StepSearch;

/// <summary>What a search moves by one step size: a layer, a layer with its group, or a whole set of them.</summary>
/// <param name="Name">The name under which it is reported: the candidate layer's, or that of the set.</param>
/// <param name="Layers">The layers that move, all by the same λ.</param>
public sealed record LayerMove(string Name, IReadOnlyList<string> Layers)
{
    /// <summary>One layer alone.</summary>
    public static LayerMove Of(string layer) => new(layer, [layer]);

    /// <summary>The candidates' moves: each alone, or each with its group (METHOD section 1). Of candidates in one group the first stands for it.</summary>
    /// <param name="model">The model's layers.</param>
    /// <param name="candidates">The candidate layers.</param>
    /// <param name="groups">Whether queries, keys and values move together, and both weights of a perceptron.</param>
    public static IReadOnlyList<LayerMove> Of(LayerSet model, IReadOnlyList<LayerScore> candidates, bool groups)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(candidates);
        return groups
            ? [.. candidates.DistinctBy(c => model[c.Name].Group).Select(c => new LayerMove(c.Name, [.. model.GroupOf(c.Name).Select(l => l.Name)]))]
            : [.. candidates.Select(c => Of(c.Name))];
    }
}
