namespace ScottPlot;

/// <summary>Dashes and gaps of a line.</summary>
/// <param name="intervals">Lengths in pixels: dash, gap, dash, gap…</param>
/// <param name="phase">How far into the pattern a line starts.</param>
/// <param name="name">Name for people.</param>
public readonly struct LinePattern(float[] intervals, float phase, string name)
{
    /// <summary>No gaps.</summary>
    public static LinePattern Solid { get; } = new([], 0, "Solid");

    /// <summary>Long dashes.</summary>
    public static LinePattern Dashed { get; } = new([10, 10], 0, "Dashed");

    /// <summary>Short dashes.</summary>
    public static LinePattern DenselyDashed { get; } = new([6, 6], 0, "DenselyDashed");

    /// <summary>Dots.</summary>
    public static LinePattern Dotted { get; } = new([3, 5], 0, "Dotted");

    /// <summary>Lengths in pixels: dash, gap, dash, gap…; null in a default value, which is solid.</summary>
    public float[] Intervals { get; } = intervals;

    /// <summary>How far into the pattern a line starts, in pixels.</summary>
    public float Phase { get; } = phase;

    /// <summary>Name for people.</summary>
    public string Name { get; } = name;
}
