using ScottPlot.Rendering;

namespace ScottPlot.Plottables;

/// <summary>A filled rectangle with a rim.</summary>
public class Rectangle : PlottableBase
{
    /// <summary>One vertical edge.</summary>
    public double X1 { get; set; }

    /// <summary>The other vertical edge.</summary>
    public double X2 { get; set; }

    /// <summary>One horizontal edge.</summary>
    public double Y1 { get; set; }

    /// <summary>The other horizontal edge.</summary>
    public double Y2 { get; set; }

    /// <summary>Its name in the legend; nothing there while empty.</summary>
    public string LegendText { get; set; } = string.Empty;

    /// <summary>The rim.</summary>
    public LineStyle LineStyle { get; set; } = new() { Width = 1 };

    /// <summary>Width of the rim in pixels.</summary>
    public float LineWidth { get => LineStyle.Width; set => LineStyle.Width = value; }

    /// <summary>Colour of the rim.</summary>
    public Color LineColor { get => LineStyle.Color; set => LineStyle.Color = value; }

    /// <summary>The inside.</summary>
    public FillStyle FillStyle { get; set; } = new();

    /// <summary>Colour of the inside.</summary>
    public Color FillColor { get => FillStyle.Color; set => FillStyle.Color = value; }

    /// <inheritdoc/>
    public override IEnumerable<LegendItem> LegendItems =>
        [new LegendItem { LabelText = LegendText, FillStyle = FillStyle, OutlineStyle = LineStyle }];

    private CoordinateRect Box => new(Math.Min(X1, X2), Math.Max(X1, X2), Math.Min(Y1, Y2), Math.Max(Y1, Y2));

    /// <inheritdoc/>
    public override AxisLimits GetAxisLimits() => new(Box);

    /// <inheritdoc/>
    public override void Render(RenderPack rp)
    {
        CanvasPath path = CanvasPath.Rectangle(Axes.GetPixelRect(Box));
        rp.Canvas.Fill(path, FillStyle);
        rp.Canvas.Stroke(path, LineStyle);
    }
}
