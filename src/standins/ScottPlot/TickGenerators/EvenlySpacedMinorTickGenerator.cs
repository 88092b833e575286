namespace ScottPlot.TickGenerators;

/// <summary>Minor ticks that divide the distance between labelled ones evenly.</summary>
/// <param name="minorTickPerMajorTick">Into how many parts.</param>
public class EvenlySpacedMinorTickGenerator(double minorTickPerMajorTick) : IMinorTickGenerator
{
    /// <summary>Into how many parts.</summary>
    public double MinorTicksPerMajorTick { get; set; } = minorTickPerMajorTick;

    /// <inheritdoc/>
    public IEnumerable<double> GetMinorTicks(double[] majorTicks, CoordinateRange visibleRange)
    {
        if (majorTicks.Length < 2)
            return [];
        double spacing = majorTicks[1] - majorTicks[0];
        return majorTicks.Prepend(majorTicks[0] - spacing)
            .SelectMany(major => Enumerable.Range(1, (int)MinorTicksPerMajorTick - 1)
                .Select(i => major + (spacing * i / MinorTicksPerMajorTick)))
            .Where(visibleRange.Contains);
    }
}
