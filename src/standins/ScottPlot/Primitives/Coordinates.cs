namespace ScottPlot;

/// <summary>A location in the units of the axes.</summary>
/// <param name="X">Horizontal position.</param>
/// <param name="Y">Vertical position.</param>
public record struct Coordinates(double X, double Y)
{
    /// <summary>True when both positions are finite numbers.</summary>
    public readonly bool AreReal => double.IsFinite(X) && double.IsFinite(Y);

    /// <summary>The origin of the axes.</summary>
    public static Coordinates Origin => new(0, 0);
}
