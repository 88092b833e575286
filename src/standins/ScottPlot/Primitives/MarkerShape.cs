namespace ScottPlot;

/// <summary>Shapes of point markers. The order is the real package's; those without a drawing here throw when drawn.</summary>
public enum MarkerShape
{
    /// <summary>No marker.</summary>
    None,

    /// <summary>A disc.</summary>
    FilledCircle,

    /// <summary>A ring.</summary>
    OpenCircle,

    /// <summary>A filled square.</summary>
    FilledSquare,

    /// <summary>The outline of a square.</summary>
    OpenSquare,

    /// <summary>A filled triangle, point up.</summary>
    FilledTriangleUp,

    /// <summary>The outline of a triangle, point up.</summary>
    OpenTriangleUp,

    /// <summary>A filled triangle, point down.</summary>
    FilledTriangleDown,

    /// <summary>The outline of a triangle, point down.</summary>
    OpenTriangleDown,

    /// <summary>A filled diamond.</summary>
    FilledDiamond,

    /// <summary>The outline of a diamond.</summary>
    OpenDiamond,

    /// <summary>An x.</summary>
    Eks,

    /// <summary>A plus sign.</summary>
    Cross,
}
