namespace ScottPlot;

/// <summary>A side of the data area.</summary>
public enum Edge
{
    /// <summary>Left side.</summary>
    Left,

    /// <summary>Right side.</summary>
    Right,

    /// <summary>Bottom side.</summary>
    Bottom,

    /// <summary>Top side.</summary>
    Top,
}

/// <summary>Questions about edges.</summary>
public static class EdgeExtensions
{
    /// <summary>True for bottom and top.</summary>
    /// <param name="edge">The edge.</param>
    public static bool IsHorizontal(this Edge edge) => edge is Edge.Bottom or Edge.Top;

    /// <summary>True for left and right.</summary>
    /// <param name="edge">The edge.</param>
    public static bool IsVertical(this Edge edge) => !edge.IsHorizontal();
}
