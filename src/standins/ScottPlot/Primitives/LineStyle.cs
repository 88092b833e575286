namespace ScottPlot;

/// <summary>How a line looks.</summary>
public class LineStyle
{
    /// <summary>Width in pixels; 0 draws nothing.</summary>
    public float Width { get; set; }

    /// <summary>Colour.</summary>
    public Color Color { get; set; } = Colors.Black;

    /// <summary>Dashes.</summary>
    public LinePattern Pattern { get; set; } = LinePattern.Solid;

    /// <summary>Whether the line is drawn.</summary>
    public bool IsVisible { get; set; } = true;

    /// <summary>Whether its edges are smoothed.</summary>
    public bool AntiAlias { get; set; } = true;

    /// <summary>Whether ends and corners are round.</summary>
    public bool Rounded { get; set; }

    /// <summary>Whether drawing it would change anything.</summary>
    public bool CanBeRendered => IsVisible && Color.Alpha > 0 && Width > 0;
}
