namespace ScottPlot;

/// <summary>Distances in pixels on the four sides of a rectangle.</summary>
/// <param name="left">Left.</param>
/// <param name="right">Right.</param>
/// <param name="bottom">Bottom.</param>
/// <param name="top">Top.</param>
public struct PixelPadding(float left, float right, float bottom, float top)
{
    /// <summary>Left side.</summary>
    public float Left = left;

    /// <summary>Right side.</summary>
    public float Right = right;

    /// <summary>Bottom side.</summary>
    public float Bottom = bottom;

    /// <summary>Top side.</summary>
    public float Top = top;

    /// <summary>The same distance on every side.</summary>
    /// <param name="padding">The distance.</param>
    public PixelPadding(float padding)
        : this(padding, padding, padding, padding)
    {
    }

    /// <summary>One distance for left and right, another for bottom and top.</summary>
    /// <param name="x">Left and right.</param>
    /// <param name="y">Bottom and top.</param>
    public PixelPadding(float x, float y)
        : this(x, x, y, y)
    {
    }

    /// <summary>Left and right together.</summary>
    public readonly float Horizontal => Left + Right;

    /// <summary>Bottom and top together.</summary>
    public readonly float Vertical => Bottom + Top;
}
