namespace ScottPlot.TickGenerators;

/// <summary>
/// Ticks at round numbers, as close together as their measured labels allow: every 1, 2, 2.5 or 5 times a power of ten.
/// </summary>
public class NumericAutomatic : ITickGenerator
{
    /// <summary>Pixels between labelled ticks, where labels are short: closer ones make a grid busy.</summary>
    private const double ComfortableSpacing = 32;

    private static readonly double[] RoundSteps = [1, 2, 2.5, 5];

    /// <inheritdoc/>
    public Tick[] Ticks { get; set; } = [];

    /// <inheritdoc/>
    public int MaxTickCount { get; set; } = 1000;

    /// <summary>Whether only whole numbers get a tick.</summary>
    public bool IntegerTicksOnly { get; set; }

    /// <summary>The text of a value.</summary>
    public Func<double, string> LabelFormatter { get; set; } = LabelFormatters.Numeric;

    /// <summary>Places the ticks between.</summary>
    public IMinorTickGenerator MinorTickGenerator { get; set; } = new EvenlySpacedMinorTickGenerator(5);

    /// <summary>Least distance between labelled ticks, in pixels.</summary>
    public float MinimumTickSpacing { get; set; }

    /// <summary>More than 1 allows ticks closer together.</summary>
    public double TickDensity { get; set; } = 1;

    /// <inheritdoc/>
    public void Regenerate(CoordinateRange range, Edge edge, PixelLength size, Paint paint, LabelStyle labelStyle)
    {
        if (!double.IsFinite(range.Length) || range.Length == 0 || size.Length <= 0)
        {
            Ticks = [];
            return;
        }

        double[] major = Steps(range)
            .Select(step => Positions(range, step))
            .FirstOrDefault(positions => positions.Length <= MaxTickCount && Fits(positions, range, edge, size, labelStyle)) ?? [];
        Ticks =
        [
            .. major.Select(position => Tick.Major(position, LabelFormatter(position))),
            .. MinorTickGenerator.GetMinorTicks(major, range).Where(range.Contains).Select(Tick.Minor),
        ];
    }

    /// <summary>Round steps from far too small to larger than the range, which always fits.</summary>
    private IEnumerable<double> Steps(CoordinateRange range)
    {
        int smallest = (int)Math.Floor(Math.Log10(range.Length)) - 3;
        return Enumerable.Range(smallest, 7)
            .SelectMany(exponent => RoundSteps.Select(step => step * Math.Pow(10, exponent)))
            .Where(step => !IntegerTicksOnly || (step >= 1 && step == Math.Round(step)))
            .DefaultIfEmpty(1);
    }

    private static double[] Positions(CoordinateRange range, double step)
    {
        double first = Math.Ceiling((range.Min / step) - 1e-9);
        double last = Math.Floor((range.Max / step) + 1e-9);
        return last < first || last - first > 10_000 ? [] : [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }

    private bool Fits(double[] positions, CoordinateRange range, Edge edge, PixelLength size, LabelStyle labelStyle)
    {
        if (positions.Length < 2)
            return positions.Length == 1;

        double spacing = (positions[1] - positions[0]) / range.Length * size.Length;
        if (spacing < labelStyle.FontSize)
            return false; // No label is smaller; measuring thousands of them would be slow.
        double widest = positions.Select(position => labelStyle.Measure(LabelFormatter(position)))
            .Max(text => edge.IsVertical() ? text.Height : text.Width);

        double needed = Math.Max(widest + (edge.IsVertical() ? 10 : 14), ComfortableSpacing);
        return spacing >= Math.Max(MinimumTickSpacing, needed / TickDensity);
    }
}
