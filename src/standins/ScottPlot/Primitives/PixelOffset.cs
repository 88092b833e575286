namespace ScottPlot;

/// <summary>A displacement in pixels.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Downward.</param>
public record struct PixelOffset(float X, float Y);
