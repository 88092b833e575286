namespace ScottPlot.Rendering;

/// <summary>A font at a size.</summary>
/// <param name="Family">Family name.</param>
/// <param name="Size">Size in pixels.</param>
/// <param name="Bold">Bold letters.</param>
/// <param name="Italic">Slanted letters.</param>
internal readonly record struct TextFont(string Family, float Size, bool Bold, bool Italic);
