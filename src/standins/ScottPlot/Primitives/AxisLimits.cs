namespace ScottPlot;

/// <summary>The visible part of both axes, or the part that a plottable needs; NaN where it needs nothing.</summary>
/// <param name="Left">Left end of the horizontal axis.</param>
/// <param name="Right">Right end of the horizontal axis.</param>
/// <param name="Bottom">Bottom end of the vertical axis.</param>
/// <param name="Top">Top end of the vertical axis.</param>
public readonly record struct AxisLimits(double Left, double Right, double Bottom, double Top)
{
    /// <summary>Limits around one point.</summary>
    /// <param name="coordinates">The point.</param>
    public AxisLimits(Coordinates coordinates)
        : this(coordinates.X, coordinates.X, coordinates.Y, coordinates.Y)
    {
    }

    /// <summary>Limits around a rectangle.</summary>
    /// <param name="rect">The rectangle.</param>
    public AxisLimits(CoordinateRect rect)
        : this(rect.Left, rect.Right, rect.Bottom, rect.Top)
    {
    }

    /// <summary>What a plottable reports that takes no part in scaling.</summary>
    public static AxisLimits NoLimits => new(double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>Signed width.</summary>
    public double HorizontalSpan => Right - Left;

    /// <summary>Signed height.</summary>
    public double VerticalSpan => Top - Bottom;

    /// <summary>Limits on the vertical axis only.</summary>
    /// <param name="yMin">Bottom.</param>
    /// <param name="yMax">Top.</param>
    public static AxisLimits VerticalOnly(double yMin, double yMax) => new(double.NaN, double.NaN, yMin, yMax);

    /// <summary>Limits on the horizontal axis only.</summary>
    /// <param name="xMin">Left.</param>
    /// <param name="xMax">Right.</param>
    public static AxisLimits HorizontalOnly(double xMin, double xMax) => new(xMin, xMax, double.NaN, double.NaN);
}
