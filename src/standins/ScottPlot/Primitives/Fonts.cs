namespace ScottPlot;

/// <summary>Names of the fonts used where none is given.</summary>
public static class Fonts
{
    /// <summary>The font of nearly all text.</summary>
    public static string Default { get; set; } = "DejaVu Sans";

    /// <summary>A font without serifs.</summary>
    public static string Sans { get; set; } = "DejaVu Sans";

    /// <summary>A font whose letters are equally wide.</summary>
    public static string Monospace { get; set; } = "DejaVu Sans Mono";
}
