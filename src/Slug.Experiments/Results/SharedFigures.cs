using System.Globalization;
using Slug.Figures.ParetoFront;
using Slug.Figures.Tables;
using Slug.Figures.TradeOff;

namespace Slug.Experiments.Results;

/// <summary>The figures that every family has: what methods forget and keep, and the layers of a search.</summary>
public static class SharedFigures
{
    /// <summary>What methods forget against what they keep; nothing where there are fewer than three of them.</summary>
    /// <param name="trials">What was measured, the original model first.</param>
    /// <param name="rows">The result table.</param>
    /// <param name="figures">Takes the figure.</param>
    /// <param name="caption">What is measured on what.</param>
    public static void TradeOff(IReadOnlyList<MeasuredTrial> trials, IReadOnlyList<ResultRow> rows, FigureFolder figures, string caption)
    {
        ArgumentNullException.ThrowIfNull(figures);
        if (MethodPoints(trials, rows) is not { Count: > 2 } methods) return;
        var (left, kept) = (First(rows[0], MeasureSubject.Forgotten), First(rows[0], MeasureSubject.Kept));
        figures.Add(
            "trade-off",
            "What methods forget and what they keep",
            caption,
            $"Scatter plot, a mark a method: {string.Join("; ", methods.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Method} leaves {m.Forgotten:P1} and keeps {m.Retained:P1}")))}.",
            path => MethodTradeOffFigure.Save(new MethodTradeOffData("What methods forget and what they keep", left.Label, kept.Label, methods), path));
    }

    /// <summary>The layers of each tower, importance against alignment, with the Pareto front.</summary>
    /// <param name="search">The search.</param>
    /// <param name="figures">Takes the figures.</param>
    /// <param name="fileName">The concept's name in file names.</param>
    public static void ParetoFronts(SearchReport search, FigureFolder figures, string fileName)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentNullException.ThrowIfNull(figures);
        foreach (var tower in search.Layers.GroupBy(l => l.Tower))
        {
            figures.Add(
                $"pareto-{fileName}-{tower.Key}",
                $"{search.Concept}: layers of the {tower.Key} tower",
                "Layers towards the upper left matter most for the concept and least for everything else. The Pareto front is labelled.",
                $"Scatter plot of {tower.Count()} layers, importance against alignment. On the Pareto front: {string.Join(", ", tower.Where(l => l.OnFront).Select(l => l.ShortName))}. Changed: {search.MovedLabel ?? "none"}.",
                path => ParetoFrontFigure.Save(Front(search, tower), path),
                isDetail: true);
        }
    }

    private static List<MethodTradeOffPoint> MethodPoints(IReadOnlyList<MeasuredTrial> trials, IReadOnlyList<ResultRow> rows) =>
    [
        .. trials.Select(t => t.Trial).DistinctBy(t => t.Series).Zip(rows.Where(r => r.Concept == ResultRow.Mean), (trial, row) => new MethodTradeOffPoint(
            string.Join(' ', new[] { row.Method, row.LearningRate?.ToString("0.##e0", CultureInfo.InvariantCulture), row.Setting }.Where(p => p is not null)),
            First(row, MeasureSubject.Forgotten).Value!.Value,
            First(row, MeasureSubject.Kept).Value!.Value,
            trial.Kind switch
            {
                TrialKind.Original => MethodKind.Original,
                TrialKind.Slug => MethodKind.Ours,
                _ => MethodKind.Comparison,
            })),
    ];

    private static Measure First(ResultRow row, MeasureSubject subject) => row.Measures.First(m => m.Subject == subject);

    private static ParetoFrontData Front(SearchReport search, IGrouping<string, SearchedLayer> tower) => new(
        search.Concept,
        tower.Key,
        [.. tower.Select(l => new ParetoFrontPoint(l.ShortName, l.Alignment, l.Importance, l.OnFront, l.Name == search.Moved))],
        search.Layers.FirstOrDefault(l => l.Name == search.Moved) is { } changed ? $"{changed.ShortName} ({changed.Tower} tower)" : null);
}
