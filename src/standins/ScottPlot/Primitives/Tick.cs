namespace ScottPlot;

/// <summary>A mark on an axis; only major ticks carry a label.</summary>
/// <param name="position">Where, in axis units.</param>
/// <param name="label">The text beside it.</param>
/// <param name="isMajor">Whether it is long, labelled and drawn across the grid.</param>
public readonly struct Tick(double position, string label, bool isMajor)
{
    /// <summary>Where, in axis units.</summary>
    public readonly double Position = position;

    /// <summary>The text beside it; empty on minor ticks.</summary>
    public readonly string Label = label;

    /// <summary>Whether it is long, labelled and drawn across the grid.</summary>
    public readonly bool IsMajor = isMajor;

    /// <summary>A major tick.</summary>
    /// <param name="position">Where, in axis units.</param>
    /// <param name="label">The text beside it.</param>
    public static Tick Major(double position, string label) => new(position, label, true);

    /// <summary>A minor tick.</summary>
    /// <param name="position">Where, in axis units.</param>
    public static Tick Minor(double position) => new(position, string.Empty, false);
}
