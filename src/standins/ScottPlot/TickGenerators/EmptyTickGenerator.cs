namespace ScottPlot.TickGenerators;

/// <summary>Places no ticks.</summary>
public class EmptyTickGenerator : ITickGenerator
{
    /// <inheritdoc/>
    public Tick[] Ticks { get; } = [];

    /// <inheritdoc/>
    public int MaxTickCount { get; set; }

    /// <inheritdoc/>
    public void Regenerate(CoordinateRange range, Edge edge, PixelLength size, Paint paint, LabelStyle labelStyle)
    {
    }
}
