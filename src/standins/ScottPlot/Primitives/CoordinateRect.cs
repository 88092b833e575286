namespace ScottPlot;

/// <summary>A rectangle in axis units.</summary>
/// <param name="left">Left edge.</param>
/// <param name="right">Right edge.</param>
/// <param name="bottom">Bottom edge.</param>
/// <param name="top">Top edge.</param>
public struct CoordinateRect(double left, double right, double bottom, double top)
{
    /// <summary>Left edge.</summary>
    public double Left { get; set; } = left;

    /// <summary>Right edge.</summary>
    public double Right { get; set; } = right;

    /// <summary>Bottom edge.</summary>
    public double Bottom { get; set; } = bottom;

    /// <summary>Top edge.</summary>
    public double Top { get; set; } = top;

    /// <summary>Signed width.</summary>
    public readonly double Width => Right - Left;

    /// <summary>Signed height.</summary>
    public readonly double Height => Top - Bottom;
}
