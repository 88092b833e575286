using System.Globalization;
using ScottPlot.TickGenerators;

namespace Slug.Figures.Style;

/// <summary>Ticks for an axis in percent: round steps, and none below 0 or above 100, which no accuracy can be.</summary>
internal static class PercentTicks
{
    private const int Most = 7;

    private static readonly double[] Steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20];

    /// <summary>Positions of the labelled ticks.</summary>
    /// <param name="low">Lower end of the axis.</param>
    /// <param name="high">Upper end of the axis.</param>
    internal static double[] Between(double low, double high)
    {
        (double from, double to) = (Math.Max(low, 0), Math.Min(high, 100));
        double step = Steps.FirstOrDefault(candidate => (to - from) / candidate <= Most, Steps[^1]);
        long first = (long)Math.Ceiling((from / step) - 1e-9);
        long last = (long)Math.Floor((to / step) + 1e-9);
        return [.. Enumerable.Range(0, (int)Math.Max(last - first + 1, 0)).Select(i => Math.Round((first + i) * step, 6))];
    }

    /// <summary>A generator with those ticks.</summary>
    internal static NumericManual Generator(double low, double high)
    {
        double[] positions = Between(low, high);
        return new NumericManual(positions, [.. positions.Select(position => position.ToString("0.#", CultureInfo.InvariantCulture))]);
    }
}
