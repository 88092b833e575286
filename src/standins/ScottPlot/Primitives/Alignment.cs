namespace ScottPlot;

/// <summary>Which point of a label or rectangle sits at its location.</summary>
public enum Alignment
{
    /// <summary>Upper left corner.</summary>
    UpperLeft,

    /// <summary>Middle of the top edge.</summary>
    UpperCenter,

    /// <summary>Upper right corner.</summary>
    UpperRight,

    /// <summary>Middle of the left edge.</summary>
    MiddleLeft,

    /// <summary>The middle.</summary>
    MiddleCenter,

    /// <summary>Middle of the right edge.</summary>
    MiddleRight,

    /// <summary>Lower left corner.</summary>
    LowerLeft,

    /// <summary>Middle of the bottom edge.</summary>
    LowerCenter,

    /// <summary>Lower right corner.</summary>
    LowerRight,
}

/// <summary>Alignments as fractions of a rectangle.</summary>
public static class AlignmentExtensions
{
    /// <summary>0 at the left edge, 1 at the right.</summary>
    /// <param name="alignment">The alignment.</param>
    public static float HorizontalFraction(this Alignment alignment) => (int)alignment % 3 * 0.5f;

    /// <summary>0 at the bottom edge, 1 at the top.</summary>
    /// <param name="alignment">The alignment.</param>
    public static float VerticalFraction(this Alignment alignment) => 1 - ((int)alignment / 3 * 0.5f);
}
