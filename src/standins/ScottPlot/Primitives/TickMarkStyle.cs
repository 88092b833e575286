namespace ScottPlot;

/// <summary>How the marks of an axis look.</summary>
public class TickMarkStyle
{
    /// <summary>Length in pixels.</summary>
    public float Length;

    /// <summary>Width in pixels.</summary>
    public float Width;

    /// <summary>Colour.</summary>
    public Color Color = Colors.Black;

    /// <summary>Whether the edges are smoothed.</summary>
    public bool AntiAlias;
}
