namespace Slug.Figures.Style;

/// <summary>Logarithms of positive values, with a place for the zeros among them.</summary>
internal static class LogScale
{
    private const double Margin = 0.07;
    private const double ShortestSpan = 0.3;

    /// <summary>
    /// Logarithms to base 10. A logarithm of zero does not exist, so zeros (and negative values) are put half a decade below the
    /// smallest positive value.
    /// </summary>
    /// <param name="values">Finite values.</param>
    internal static double[] Logs(IReadOnlyList<double> values)
    {
        double smallest = values.Where(value => value > 0).DefaultIfEmpty(1).Min();
        return [.. values.Select(value => value > 0 ? Math.Log10(value) : Math.Log10(smallest) - 0.5)];
    }

    /// <summary>Limits with some air on both sides.</summary>
    /// <param name="logs">At least one position.</param>
    /// <param name="more">A further share of the span at one end: below when negative, above when positive.</param>
    internal static (double Low, double High) Limits(IReadOnlyList<double> logs, double more = 0)
    {
        (double low, double high) = (logs.Min(), logs.Max());
        double span = Math.Max(high - low, ShortestSpan);
        double centre = (low + high) / 2;
        double half = span * (0.5 + Margin);
        return (centre - half - (span * Math.Max(-more, 0)), centre + half + (span * Math.Max(more, 0)));
    }
}
