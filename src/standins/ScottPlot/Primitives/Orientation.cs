namespace ScottPlot;

/// <summary>How the items of a legend follow one another.</summary>
public enum Orientation
{
    /// <summary>Side by side.</summary>
    Horizontal,

    /// <summary>One under the other.</summary>
    Vertical,
}
