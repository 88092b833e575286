using System.Globalization;
using Slug.Figures.Tables;
using Slug.Figures.TradeOff;

namespace Slug.Experiments.Results;

/// <summary>UnlearnCanvas' measures in one figure: UA against the mean of IRA and CRA, ours and published ones; the upper right is the goal.</summary>
internal static class UnlearningBalance
{
    private const string Title = "What is unlearned and what is kept";

    /// <summary>The methods whose means have all three measures.</summary>
    public static IReadOnlyList<MethodTradeOffPoint> Points(IReadOnlyList<ResultRow> rows) =>
    [
        .. from row in rows
           where row.Concept is ResultRow.Mean or ResultRow.Published
           let ua = row.Value("ua")
           let ira = row.Value("ira")
           let cra = row.Value("cra")
           where ua is not null && ira is not null && cra is not null
           select new MethodTradeOffPoint(SharedFigures.NameOf(row), ua.Value, (ira.Value + cra.Value) / 2, SharedFigures.KindOf(row)),
    ];

    /// <summary>Draws it; nothing where there are fewer than two methods.</summary>
    /// <param name="rows">The result table.</param>
    /// <param name="figures">Takes the figure.</param>
    public static void Draw(IReadOnlyList<ResultRow> rows, FigureFolder figures)
    {
        if (Points(rows) is not { Count: > 1 } points) return;
        figures.Add(
            "unlearning-balance", Title, "Unlearning accuracy against the mean of in-domain and cross-domain retain accuracy, means over the requests; the upper right is the goal.",
            $"Scatter plot, a mark a method: {string.Join("; ", points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Method} UA {p.Forgotten:P1}, mean of IRA and CRA {p.Retained:P1}")))}.",
            path => Save(points, path));
    }

    /// <summary>Draws it into a file.</summary>
    /// <param name="points">The methods.</param>
    /// <param name="path">The file without its extension.</param>
    /// <param name="kind">The kind of requests that it is of, which its title says; null where it is of all.</param>
    public static void Save(IReadOnlyList<MethodTradeOffPoint> points, string path, string? kind = null) => MethodTradeOffFigure.Save(
        new MethodTradeOffData(kind is null ? Title : $"{Title}: requests of the kind {kind}", "UA", "IRA and CRA", points) { Axes = ("unlearning accuracy, UA (%), larger is better", "mean of IRA and CRA (%)") }, path);
}
