namespace ScottPlot;

/// <summary>An interval on one axis, in axis units; the values may come in either order.</summary>
/// <param name="value1">One end.</param>
/// <param name="value2">The other end.</param>
public readonly struct CoordinateRange(double value1, double value2)
{
    /// <summary>The lower end.</summary>
    public readonly double Min = Math.Min(value1, value2);

    /// <summary>The upper end.</summary>
    public readonly double Max = Math.Max(value1, value2);

    /// <summary>The unsigned distance between the ends.</summary>
    public double Length => Max - Min;

    /// <summary>Whether a value lies inside, ends included.</summary>
    /// <param name="value">The value.</param>
    public bool Contains(double value) => value >= Min && value <= Max;
}
