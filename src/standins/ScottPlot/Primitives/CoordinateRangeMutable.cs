namespace ScottPlot;

/// <summary>The interval that an axis shows; unset until limits are given or found from the data.</summary>
/// <param name="min">The value at the left or bottom.</param>
/// <param name="max">The value at the right or top.</param>
public class CoordinateRangeMutable(double min, double max)
{
    /// <summary>The value at the left or bottom edge.</summary>
    public double Min { get; set; } = min;

    /// <summary>The value at the right or top edge.</summary>
    public double Max { get; set; } = max;

    /// <summary>Signed length; negative when the axis is inverted.</summary>
    public double Span => Max - Min;

    /// <summary>Whether both ends are finite and differ.</summary>
    public bool HasBeenSet => double.IsFinite(Span) && Span != 0;

    /// <summary>The same interval as a value.</summary>
    public CoordinateRange ToCoordinateRange => new(Min, Max);

    /// <summary>An interval without limits yet.</summary>
    public static CoordinateRangeMutable NotSet => new(double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>Sets both ends.</summary>
    /// <param name="min">The value at the left or bottom.</param>
    /// <param name="max">The value at the right or top.</param>
    public void Set(double min, double max)
    {
        Min = min;
        Max = max;
    }
}
