using Slug.Models.Layers;
using Slug.Unlearning.LayerRanking;

namespace Slug.Unlearning.StepSearch;

/// <summary>
/// Which layers are searched, and which of them wins (METHOD section 1): candidates <c>pareto</c>, <c>near</c>, <c>all</c>, <c>deepest</c>, <c>encoderFronts</c> or names;
/// choice <c>best</c>, <c>deepest</c> or a name.
/// </summary>
public static class LayerChoice
{
    /// <summary>The winner is the best of the searched layers.</summary>
    public const string Best = "best";

    /// <summary>The deepest layer of a Pareto front.</summary>
    public const string Deepest = "deepest";

    /// <summary>The layers of both towers' Pareto fronts.</summary>
    public const string Pareto = "pareto";

    /// <summary>The layers of both towers' Pareto fronts, and those just off them: dominated by one layer alone.</summary>
    public const string Near = "near";

    /// <summary>All candidate layers.</summary>
    public const string All = "all";

    /// <summary>The layers of which a text encoder that has the text tower's first blocks alone may have its Pareto front: see <see cref="LayerTable.EncoderFronts"/>.</summary>
    public const string EncoderFronts = "encoderFronts";

    /// <summary>Whether a word of a config stands for a rule, not for a layer.</summary>
    public static bool IsRule(string candidates) => candidates is Pareto or Near or All or Deepest or EncoderFronts;

    /// <summary>The layers to search.</summary>
    /// <param name="table">The scored layers.</param>
    /// <param name="candidates"><c>pareto</c>, <c>near</c>, <c>all</c>, <c>deepest</c>, <c>encoderFronts</c>, or layer names.</param>
    /// <exception cref="ArgumentException">A name is not a candidate layer; the nearest ones are named.</exception>
    public static IReadOnlyList<LayerScore> Candidates(LayerTable table, IReadOnlyList<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(candidates);
        var front = table.Front(Tower.Vision).Concat(table.Front(Tower.Language)).ToList();
        if (candidates.Count == 1)
        {
            switch (candidates[0])
            {
                case Pareto: return front;
                case Near: return [.. table.Front(Tower.Vision, dominators: 1), .. table.Front(Tower.Language, dominators: 1)];
                case All: return table.Layers;
                case EncoderFronts: return table.EncoderFronts;
                case Deepest: return [DeepestOf(front)];
                default: break;
            }
        }

        var unknown = candidates.Where(name => table.Layers.All(l => l.Name != name)).ToList();
        if (unknown.Count > 0 || candidates.Count == 0)
        {
            throw new ArgumentException(
                $"Not candidate layers: {string.Join(", ", unknown)}. Give '{Pareto}', '{Near}', '{All}', '{Deepest}' or names such as {string.Join(", ", front.Select(l => l.Name).Take(3))}.",
                nameof(candidates));
        }

        return [.. table.Layers.Where(l => candidates.Contains(l.Name))];
    }

    /// <summary>
    /// The winner: among the layers that forgot the concept (FA@5 = 0, or no more than may be left; if none did, FA@1) the one that keeps the highest mean retained
    /// accuracy, ties by the smaller relative change. Null when no layer forgot it.
    /// </summary>
    public static StepSearchResult? Winner(IReadOnlyList<StepSearchResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return results.Where(r => r.Reported is not null)
            .OrderByDescending(r => r.Forgotten)
            .ThenByDescending(r => r.Reported!.Retained)
            .ThenBy(r => r.RelativeChange)
            .ThenBy(r => r.Layer, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    /// <summary>
    /// The evaluation that came nearest to forgetting, for a search without a winner: the lowest FA@1, then the lowest FA@5, ties by the smaller change
    /// relative to the first step, which is the same share of every layer. Null where nothing was evaluated.
    /// </summary>
    public static (StepSearchResult Search, StepEvaluation Evaluation)? Nearest(IReadOnlyList<StepSearchResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var all = results.SelectMany(search => search.Trace.Select(evaluation => (Search: search, Evaluation: evaluation)))
            .OrderBy(e => e.Evaluation.Forget.Top1)
            .ThenBy(e => e.Evaluation.Forget.Top5)
            .ThenBy(e => e.Evaluation.Lambda / e.Search.Trace[0].Lambda)
            .ThenBy(e => e.Search.Layer, StringComparer.Ordinal)
            .ToList();
        return all.Count == 0 ? null : all[0];
    }

    /// <summary>The layer of the highest block; within a block, and where no layer is of a block, the most important one.</summary>
    public static LayerScore DeepestOf(IReadOnlyList<LayerScore> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (layers.Count == 0) throw new ArgumentException("There is no layer to choose from.", nameof(layers));
        return layers.OrderByDescending(l => LayerNames.BlockOf(l.Name) ?? -1).ThenByDescending(l => l.Importance).First();
    }
}
