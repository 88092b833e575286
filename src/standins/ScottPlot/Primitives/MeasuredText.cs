namespace ScottPlot;

/// <summary>The size of a laid out text, which may have several lines.</summary>
public readonly struct MeasuredText
{
    /// <summary>Width of the widest line and height of all lines, in pixels.</summary>
    public PixelSize Size { get; init; }

    /// <summary>Distance from one baseline to the next.</summary>
    public float LineHeight { get; init; }

    /// <summary>Width of each line.</summary>
    public float[] LineWidths { get; init; }

    /// <summary>Width of the widest line.</summary>
    public float Width => Size.Width;

    /// <summary>Height of all lines.</summary>
    public float Height => Size.Height;

    internal float Ascent { get; init; }

    /// <summary>The box around the text when the aligned point lies at the origin.</summary>
    /// <param name="alignment">Which point of the box is at the origin.</param>
    public PixelRect Rect(Alignment alignment)
    {
        float left = -Width * alignment.HorizontalFraction();
        float top = -Height * (1 - alignment.VerticalFraction());
        return new PixelRect(left, left + Width, top + Height, top);
    }
}
