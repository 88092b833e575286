namespace ScottPlot;

/// <summary>What lies behind the figure or the data area.</summary>
public class BackgroundStyle
{
    /// <summary>Colour.</summary>
    public Color Color { get; set; } = Colors.White;
}
