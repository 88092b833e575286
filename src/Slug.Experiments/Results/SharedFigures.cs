using System.Globalization;
using Slug.Figures.ParetoFront;
using Slug.Figures.Tables;
using Slug.Figures.TradeOff;

namespace Slug.Experiments.Results;

/// <summary>The figures that every family has: what methods forget and keep, and the layers of a search.</summary>
public static class SharedFigures
{
    /// <summary>What methods forget against what they keep; nothing where there are fewer than three of them.</summary>
    /// <param name="rows">The result table.</param>
    /// <param name="figures">Takes the figure.</param>
    /// <param name="caption">What is measured on what.</param>
    public static void TradeOff(IReadOnlyList<ResultRow> rows, FigureFolder figures, string caption)
    {
        ArgumentNullException.ThrowIfNull(figures);
        if (Methods(rows) is not { Count: > 2 } methods) return;
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

    /// <summary>The means of each method: what is left of the concepts, and what is kept.</summary>
    internal static IReadOnlyList<MethodTradeOffPoint> Methods(IReadOnlyList<ResultRow> rows) =>
    [
        .. rows.Where(row => row.Concept == ResultRow.Mean)
            .Select(row => new MethodTradeOffPoint(NameOf(row), First(row, MeasureSubject.Forgotten).Value!.Value, First(row, MeasureSubject.Kept).Value!.Value, KindOf(row))),
    ];

    /// <summary>What a row of means is called in a figure.</summary>
    internal static string NameOf(ResultRow row) =>
        string.Join(' ', new[] { row.Method, row.LearningRate?.ToString("0.##e0", CultureInfo.InvariantCulture), row.Setting, row.Concept == ResultRow.Published ? "(published)" : null }.Where(p => p is not null));

    /// <summary>Whose a row of means is: SLUG's along any direction are ours.</summary>
    internal static MethodKind KindOf(ResultRow row) => row switch
    {
        { Method: "original" } => MethodKind.Original,
        { Method: "slug", Concept: ResultRow.Mean } => MethodKind.Ours,
        _ => MethodKind.Comparison,
    };

    private static Measure First(ResultRow row, MeasureSubject subject) => row.Measures.First(m => m.Subject == subject);

    private static ParetoFrontData Front(SearchReport search, IGrouping<string, SearchedLayer> tower) => new(
        search.Concept,
        tower.Key,
        [.. tower.Select(l => new ParetoFrontPoint(l.ShortName, l.Alignment, l.Importance, l.OnFront, l.Name == search.Moved))],
        search.Layers.FirstOrDefault(l => l.Name == search.Moved) is { } changed ? $"{changed.ShortName} ({changed.Tower} tower)" : null);
}
