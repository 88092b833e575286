namespace ScottPlot;

/// <summary>How an area is filled.</summary>
public class FillStyle
{
    /// <summary>Colour.</summary>
    public Color Color { get; set; } = Colors.Transparent;

    /// <summary>Whether the area is drawn.</summary>
    public bool IsVisible { get; set; } = true;

    /// <summary>Whether its edges are smoothed.</summary>
    public bool AntiAlias { get; set; } = true;

    /// <summary>Whether drawing it would change anything.</summary>
    public bool CanBeRendered => IsVisible && Color.Alpha > 0;
}
