using ScottPlot.Rendering;

namespace ScottPlot;

/// <summary>One line of the legend: a symbol and a text.</summary>
public class LegendItem : LabelStyleProperties
{
    /// <inheritdoc/>
    public override LabelStyle LabelStyle { get; set; } = new() { Alignment = Alignment.MiddleLeft };

    /// <summary>Whether it is shown.</summary>
    public bool IsVisible { get; set; } = true;

    /// <summary>A line through the symbol.</summary>
    public LineStyle LineStyle { get; set; } = new() { Width = 0 };

    /// <summary>Width of that line in pixels.</summary>
    public float LineWidth { get => LineStyle.Width; set => LineStyle.Width = value; }

    /// <summary>Colour of that line.</summary>
    public Color LineColor { get => LineStyle.Color; set => LineStyle.Color = value; }

    /// <summary>Dashes of that line.</summary>
    public LinePattern LinePattern { get => LineStyle.Pattern; set => LineStyle.Pattern = value; }

    /// <summary>A box in the symbol.</summary>
    public FillStyle FillStyle { get; set; } = new();

    /// <summary>Colour of that box.</summary>
    public Color FillColor { get => FillStyle.Color; set => FillStyle.Color = value; }

    /// <summary>The rim of that box.</summary>
    public LineStyle OutlineStyle { get; set; } = new() { Width = 0 };

    /// <summary>A marker on the symbol.</summary>
    public MarkerStyle MarkerStyle { get; set; } = new();

    /// <summary>Shape of that marker.</summary>
    public MarkerShape MarkerShape { get => MarkerStyle.Shape; set => MarkerStyle.Shape = value; }

    /// <summary>Diameter of that marker in pixels.</summary>
    public float MarkerSize { get => MarkerStyle.Size; set => MarkerStyle.Size = value; }

    internal void RenderSymbol(ICanvas canvas, PixelRect symbol)
    {
        float inset = symbol.Height * 0.2f;
        CanvasPath box = CanvasPath.Rectangle(new PixelRect(symbol.Left, symbol.Right, symbol.Bottom - inset, symbol.Top + inset));
        canvas.Fill(box, FillStyle);
        canvas.Stroke(box, OutlineStyle);
        canvas.Stroke(
            CanvasPath.Line(new Pixel(symbol.Left, symbol.VerticalCenter), new Pixel(symbol.Right, symbol.VerticalCenter)), LineStyle);
        MarkerDrawing.Draw(canvas, symbol.Center, MarkerStyle);
    }
}
