namespace ScottPlot;

/// <summary>A size in pixels.</summary>
/// <param name="width">Width.</param>
/// <param name="height">Height.</param>
public readonly struct PixelSize(float width, float height)
{
    /// <summary>Width in pixels.</summary>
    public readonly float Width = width;

    /// <summary>Height in pixels.</summary>
    public readonly float Height = height;
}
