namespace ScottPlot;

/// <summary>How the grid lines of one axis look.</summary>
public class GridStyle
{
    /// <summary>Whether they are drawn.</summary>
    public bool IsVisible { get; set; } = true;

    /// <summary>Lines at major ticks.</summary>
    public LineStyle MajorLineStyle { get; set; } = new() { Width = 1, Color = Colors.Black.WithOpacity(.1), AntiAlias = false };

    /// <summary>Lines at minor ticks; none until a width is given.</summary>
    public LineStyle MinorLineStyle { get; set; } = new() { Width = 0, Color = Colors.Black.WithOpacity(.05), AntiAlias = false };
}
