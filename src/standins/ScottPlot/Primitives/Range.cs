namespace ScottPlot;

/// <summary>The interval of values that a colour map spans.</summary>
/// <param name="min">Value of the first colour.</param>
/// <param name="max">Value of the last colour.</param>
public readonly struct Range(double min, double max)
{
    /// <summary>Value of the first colour.</summary>
    public double Min { get; } = min;

    /// <summary>Value of the last colour.</summary>
    public double Max { get; } = max;

    /// <summary>Where a value lies between the ends, 0 at <see cref="Min"/> and 1 at <see cref="Max"/>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="clamp">Whether values outside count as the nearest end.</param>
    public double Normalize(double value, bool clamp = false)
    {
        double fraction = (value - Min) / (Max - Min);
        return clamp ? Math.Clamp(fraction, 0, 1) : fraction;
    }

    /// <summary>The interval that holds every finite number of an array.</summary>
    /// <param name="input">The numbers.</param>
    public static Range GetRange(double[,] input)
    {
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        foreach (double value in input)
        {
            if (!double.IsFinite(value))
                continue;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        return min <= max ? new Range(min, max) : new Range(0, 0);
    }
}
