namespace ScottPlot;

/// <summary>A rectangle on the figure, in pixels, y downward: <see cref="Bottom"/> is larger than <see cref="Top"/>.</summary>
/// <param name="left">Left edge.</param>
/// <param name="right">Right edge.</param>
/// <param name="bottom">Bottom edge.</param>
/// <param name="top">Top edge.</param>
public readonly struct PixelRect(float left, float right, float bottom, float top)
{
    /// <summary>Left edge.</summary>
    public readonly float Left = Math.Min(left, right);

    /// <summary>Right edge.</summary>
    public readonly float Right = Math.Max(left, right);

    /// <summary>Bottom edge.</summary>
    public readonly float Bottom = Math.Max(top, bottom);

    /// <summary>Top edge.</summary>
    public readonly float Top = Math.Min(top, bottom);

    /// <summary>Width in pixels.</summary>
    public float Width => Right - Left;

    /// <summary>Height in pixels.</summary>
    public float Height => Bottom - Top;

    /// <summary>Middle of the left and right edges.</summary>
    public float HorizontalCenter => (Left + Right) / 2;

    /// <summary>Middle of the top and bottom edges.</summary>
    public float VerticalCenter => (Top + Bottom) / 2;

    /// <summary>The middle.</summary>
    public Pixel Center => new(HorizontalCenter, VerticalCenter);

    /// <summary>Width and height.</summary>
    public PixelSize Size => new(Width, Height);

    /// <summary>Whether a point lies inside, edges included.</summary>
    /// <param name="px">The point.</param>
    public bool Contains(Pixel px) => px.X >= Left && px.X <= Right && px.Y >= Top && px.Y <= Bottom;

    /// <summary>The rectangle with every side moved outward.</summary>
    /// <param name="pad">How far, per side.</param>
    public PixelRect Expand(PixelPadding pad) => new(Left - pad.Left, Right + pad.Right, Bottom + pad.Bottom, Top - pad.Top);

    /// <summary>The rectangle with every side moved inward.</summary>
    /// <param name="padding">How far, per side.</param>
    public PixelRect Contract(PixelPadding padding) =>
        new(Left + padding.Left, Right - padding.Right, Bottom - padding.Bottom, Top + padding.Top);

    /// <summary>The rectangle, displaced.</summary>
    /// <param name="x">To the right.</param>
    /// <param name="y">Downward.</param>
    public PixelRect WithDelta(float x, float y) => new(Left + x, Right + x, Bottom + y, Top + y);

    /// <summary>A rectangle of this size, placed inside a larger one.</summary>
    /// <param name="largerRect">The larger rectangle.</param>
    /// <param name="alignment">Where inside it.</param>
    public PixelRect AlignedInside(PixelRect largerRect, Alignment alignment)
    {
        float left = largerRect.Left + ((largerRect.Width - Width) * alignment.HorizontalFraction());
        float top = largerRect.Top + ((largerRect.Height - Height) * (1 - alignment.VerticalFraction()));
        return new PixelRect(left, left + Width, top + Height, top);
    }

    internal bool Overlaps(PixelRect other) =>
        Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
}
