namespace ScottPlot;

/// <summary>How a point marker looks.</summary>
public class MarkerStyle
{
    /// <summary>Whether it is drawn.</summary>
    public bool IsVisible { get; set; } = true;

    /// <summary>Shape.</summary>
    public MarkerShape Shape { get; set; }

    /// <summary>Diameter in pixels.</summary>
    public float Size { get; set; }

    /// <summary>The lines of shapes made of lines.</summary>
    public LineStyle LineStyle { get; set; } = new() { Width = 1 };

    /// <summary>Width of those lines in pixels.</summary>
    public float LineWidth { get => LineStyle.Width; set => LineStyle.Width = value; }

    /// <summary>Colour of those lines.</summary>
    public Color LineColor { get => LineStyle.Color; set => LineStyle.Color = value; }

    /// <summary>The inside of filled shapes.</summary>
    public FillStyle FillStyle { get; set; } = new();

    /// <summary>Colour of the inside.</summary>
    public Color FillColor { get => FillStyle.Color; set => FillStyle.Color = value; }

    /// <summary>The rim of filled shapes; none until a width is given.</summary>
    public LineStyle OutlineStyle { get; set; } = new() { Width = 0 };

    /// <summary>Width of the rim in pixels.</summary>
    public float OutlineWidth { get => OutlineStyle.Width; set => OutlineStyle.Width = value; }

    /// <summary>Colour of the rim.</summary>
    public Color OutlineColor { get => OutlineStyle.Color; set => OutlineStyle.Color = value; }

    /// <summary>Colour of inside and lines together.</summary>
    public Color MarkerColor
    {
        get => LineColor;
        set
        {
            FillColor = value;
            LineColor = value;
        }
    }

    /// <summary>No marker.</summary>
    public static MarkerStyle None => new() { Shape = MarkerShape.None, Size = 0 };
}
