namespace Slug.Figures.TradeOff;

/// <summary>What is drawn, before any pixel: accuracies in percent and limits. Pure, so that tests can pin it.</summary>
/// <param name="Title">Title of the figure.</param>
/// <param name="XLabel">Label of the horizontal axis.</param>
/// <param name="YLabel">Label of the vertical axis.</param>
/// <param name="Spots">The methods, in the order given.</param>
/// <param name="Left">Limits.</param>
/// <param name="Right">Limits.</param>
/// <param name="Bottom">Limits.</param>
/// <param name="Top">Limits.</param>
internal sealed record MethodTradeOffDrawing(
    string Title,
    string XLabel,
    string YLabel,
    IReadOnlyList<MethodTradeOffDrawing.Spot> Spots,
    double Left,
    double Right,
    double Bottom,
    double Top)
{
    private const double Margin = 0.12;

    /// <summary>A method's place.</summary>
    internal sealed record Spot(string Label, double X, double Y, MethodKind Kind);

    /// <summary>Works out the drawing.</summary>
    /// <exception cref="ArgumentException">There are no methods, or an accuracy is not a finite number.</exception>
    internal static MethodTradeOffDrawing From(MethodTradeOffData data)
    {
        if (data.Points.Count == 0)
            throw new ArgumentException($"The trade-off figure '{data.Title}' has no methods to show.", nameof(data));
        if (data.Points.FirstOrDefault(point => !double.IsFinite(point.Forgotten) || !double.IsFinite(point.Retained)) is { } bad)
            throw new ArgumentException($"Method '{bad.Method}' has an accuracy that is not a finite number.", nameof(data));

        Spot[] spots = [.. data.Points.Select(point => new Spot(point.Method, 100 * point.Forgotten, 100 * point.Retained, point.Kind))];
        (double left, double right) = Limits(spots.Select(spot => spot.X));
        (double bottom, double top) = Limits(spots.Select(spot => spot.Y));
        return new MethodTradeOffDrawing(
            data.Title,
            data.Axes?.Horizontal ?? $"accuracy left on the forgotten concept, {data.ForgottenName} (%), smaller is better",
            data.Axes?.Vertical ?? $"accuracy kept, {data.RetainedName} (%)",
            spots,
            left,
            right,
            bottom,
            top);
    }

    private static (double Low, double High) Limits(IEnumerable<double> values)
    {
        double[] all = [.. values];
        (double low, double high) = (all.Min(), all.Max());
        double margin = Math.Max(high - low, 4) * Margin;
        return (low - margin, high + margin);
    }
}
