namespace ScottPlot;

/// <summary>A length in pixels.</summary>
/// <param name="length">The length.</param>
public readonly struct PixelLength(float length)
{
    /// <summary>The length in pixels.</summary>
    public readonly float Length = length;

    /// <summary>Lets a plain number stand where a length is expected.</summary>
    /// <param name="length">The length.</param>
    public static implicit operator PixelLength(float length) => new(length);
}
