namespace ScottPlot;

/// <summary>A location on the figure, in pixels from its upper left corner, y downward.</summary>
/// <param name="x">Distance from the left edge.</param>
/// <param name="y">Distance from the top edge.</param>
public struct Pixel(float x, float y)
{
    /// <summary>Distance from the left edge.</summary>
    public float X = x;

    /// <summary>Distance from the top edge.</summary>
    public float Y = y;
}
