using Slug.Figures.Style;

namespace Slug.Figures.ParetoFront;

/// <summary>What is drawn, before any pixel: positions as logarithms, labels, limits. Pure, so that tests can pin it.</summary>
/// <param name="Title">Title of the figure.</param>
/// <param name="Changed">Line below it: which layer was changed, of which tower.</param>
/// <param name="Rest">Layers off the front, as given.</param>
/// <param name="Front">Layers on the front, by alignment.</param>
/// <param name="Selected">The layer that was changed, if it is among the points.</param>
/// <param name="X">Limits of the horizontal axis.</param>
/// <param name="Y">Limits of the vertical axis.</param>
/// <param name="XTicks">Labelled ticks of the horizontal axis.</param>
/// <param name="YTicks">Labelled ticks of the vertical axis.</param>
internal sealed record ParetoFrontDrawing(
    string Title,
    string? Changed,
    IReadOnlyList<ParetoFrontDrawing.Spot> Rest,
    IReadOnlyList<ParetoFrontDrawing.Spot> Front,
    ParetoFrontDrawing.Spot? Selected,
    ParetoFrontDrawing.Interval X,
    ParetoFrontDrawing.Interval Y,
    IReadOnlyList<LogTick> XTicks,
    IReadOnlyList<LogTick> YTicks)
{
    /// <summary>The front runs along the upper left, where its labels need room.</summary>
    private const double LabelRoom = 0.09;

    /// <summary>A layer's place.</summary>
    internal sealed record Spot(string Label, double X, double Y);

    /// <summary>Ends of an axis.</summary>
    internal sealed record Interval(double Low, double High);

    /// <summary>Works out the drawing.</summary>
    /// <exception cref="ArgumentException">There are no points, or one is not a finite number.</exception>
    internal static ParetoFrontDrawing From(ParetoFrontData data)
    {
        Check(data);
        double[] xs = LogScale.Logs([.. data.Points.Select(point => point.Alignment)]);
        double[] ys = LogScale.Logs([.. data.Points.Select(point => point.Importance)]);
        var spots = data.Points.Select((point, i) => (Point: point, Spot: new Spot(point.Layer, xs[i], ys[i]))).ToArray();
        (double left, double right) = LogScale.Limits(xs, -LabelRoom);
        (double bottom, double top) = LogScale.Limits(ys, LabelRoom);
        return new ParetoFrontDrawing(
            $"{data.Concept}: layers of the {data.Tower} tower",
            data.Changed is null ? null : $"layer changed: {data.Changed}",
            [.. spots.Where(s => !s.Point.OnFront && !s.Point.Selected).Select(s => s.Spot)],
            [.. spots.Where(s => s.Point.OnFront).Select(s => s.Spot).OrderBy(s => s.X).ThenBy(s => s.Y).ThenBy(s => s.Label, StringComparer.Ordinal)],
            spots.Where(s => s.Point.Selected).Select(s => s.Spot).FirstOrDefault(),
            new Interval(left, right),
            new Interval(bottom, top),
            LogTicks.Between(left, right, inPowers: true).Major,
            LogTicks.Between(bottom, top, inPowers: true).Major);
    }

    private static void Check(ParetoFrontData data)
    {
        if (data.Points.Count == 0)
            throw new ArgumentException($"The Pareto figure of '{data.Concept}', {data.Tower} tower, has no layers to show.", nameof(data));
        if (data.Points.FirstOrDefault(point => !double.IsFinite(point.Alignment) || !double.IsFinite(point.Importance)) is { } bad)
        {
            throw new ArgumentException(
                $"Layer '{bad.Layer}' has alignment {bad.Alignment} and importance {bad.Importance}; both must be finite numbers.", nameof(data));
        }
    }
}
