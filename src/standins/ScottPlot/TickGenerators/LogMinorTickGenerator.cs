namespace ScottPlot.TickGenerators;

/// <summary>Minor ticks between powers of ten on an axis that shows logarithms.</summary>
public class LogMinorTickGenerator : IMinorTickGenerator
{
    /// <summary>Into how many parts a step is divided; 10 gives the ticks at 2, 3, … 9.</summary>
    public int Divisions { get; set; } = 5;

    /// <inheritdoc/>
    public IEnumerable<double> GetMinorTicks(double[] majorPositions, CoordinateRange visibleRange)
    {
        if (majorPositions.Length < 2)
            return [];
        double step = majorPositions[1] - majorPositions[0];

        // Whole-number division, as in the real package: 5 divisions give 2, 4, 6 and 8.
        double[] offsets = [.. Enumerable.Range(1, Divisions - 1).Select(i => step * Math.Log10(i * 10 / Divisions))];
        return Enumerable.Range(-1, majorPositions.Length + 2)
            .SelectMany(i => offsets.Select(offset => majorPositions[0] + (i * step) + offset));
    }
}
