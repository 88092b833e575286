using System.Globalization;
using Slug.Experiments.Results;
using Slug.Models.Layers;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.StepSearch;

namespace Slug.Experiments.Clip.Stages;

/// <summary>Puts a concept's search into its report.</summary>
internal static class SearchReports
{
    /// <summary>The report of a search.</summary>
    public static SearchReport Of(
        string concept, StepEvaluation original, LayerTable table, LayerSearchResult result, NearestStep? nearest, IReadOnlyList<StepEvaluation> curve)
    {
        var front = table.Front(Tower.Vision).Concat(table.Front(Tower.Language)).Select(l => l.Name).ToHashSet();
        var searches = result.Layers.ToDictionary(l => l.Layer);
        return new SearchReport(
            concept,
            original,
            [.. table.Layers.Select(l => new SearchedLayer(
                l.Name, l.Tower.ToString().ToLowerInvariant(), l.Alignment, l.Importance, front.Contains(l.Name), searches.GetValueOrDefault(l.Name)))],
            result.Winner?.Layer,
            result.Winner?.Reported?.Lambda ?? 0,
            result.Winner?.RelativeChange ?? 0,
            curve)
        {
            Nearest = nearest,
        };
    }

    /// <summary>One layer's outcome as a line of the log.</summary>
    public static string Line(StepSearchResult found) => found.Reported is { } reported
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{found.Layer}: lambda {reported.Lambda:G4} ({found.RelativeChange:P1} of the layer), FA@1 {reported.Forget.Top1:P0}, FA@5 {reported.Forget.Top5:P0}, retained {reported.Retained:P1}")
        : $"{found.Layer}: not forgotten in {found.Trace.Count} evaluations";
}
