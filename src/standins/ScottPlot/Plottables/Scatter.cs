using ScottPlot.Rendering;

namespace ScottPlot.Plottables;

/// <summary>Points, joined by a line or not.</summary>
public class Scatter : PlottableBase
{
    private readonly Coordinates[] _points;

    internal Scatter(Coordinates[] points) => _points = points;

    /// <summary>Its name in the legend; nothing there while empty.</summary>
    public string LegendText { get; set; } = string.Empty;

    /// <summary>The line that joins the points.</summary>
    public LineStyle LineStyle { get; set; } = new() { Width = 1 };

    /// <summary>Width of the line in pixels.</summary>
    public float LineWidth { get => LineStyle.Width; set => LineStyle.Width = value; }

    /// <summary>Dashes of the line.</summary>
    public LinePattern LinePattern { get => LineStyle.Pattern; set => LineStyle.Pattern = value; }

    /// <summary>Colour of the line.</summary>
    public Color LineColor { get => LineStyle.Color; set => LineStyle.Color = value; }

    /// <summary>The marks at the points.</summary>
    public MarkerStyle MarkerStyle { get; set; } = new() { LineWidth = 1, Size = 5, Shape = MarkerShape.FilledCircle };

    /// <summary>Shape of the marks.</summary>
    public MarkerShape MarkerShape { get => MarkerStyle.Shape; set => MarkerStyle.Shape = value; }

    /// <summary>Diameter of the marks in pixels.</summary>
    public float MarkerSize { get => MarkerStyle.Size; set => MarkerStyle.Size = value; }

    /// <summary>Width of the lines of marks made of lines, in pixels.</summary>
    public float MarkerLineWidth { get => MarkerStyle.LineWidth; set => MarkerStyle.LineWidth = value; }

    /// <summary>Colour of the inside of the marks.</summary>
    public Color MarkerFillColor { get => MarkerStyle.FillColor; set => MarkerStyle.FillColor = value; }

    /// <summary>Colour of the lines of the marks.</summary>
    public Color MarkerLineColor { get => MarkerStyle.LineColor; set => MarkerStyle.LineColor = value; }

    /// <summary>Colour of line and marks together.</summary>
    public Color Color
    {
        get => LineStyle.Color;
        set
        {
            LineStyle.Color = value;
            MarkerStyle.MarkerColor = value;
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<LegendItem> LegendItems =>
        [new LegendItem { LabelText = LegendText, LineStyle = LineStyle, MarkerStyle = MarkerStyle }];

    /// <inheritdoc/>
    public override AxisLimits GetAxisLimits()
    {
        Coordinates[] real = [.. _points.Where(point => point.AreReal)];
        return real.Length == 0
            ? AxisLimits.NoLimits
            : new AxisLimits(real.Min(p => p.X), real.Max(p => p.X), real.Min(p => p.Y), real.Max(p => p.Y));
    }

    /// <inheritdoc/>
    public override void Render(RenderPack rp)
    {
        Pixel[] pixels = [.. _points.Where(point => point.AreReal).Select(Axes.GetPixel)];
        if (pixels.Length > 1)
            rp.Canvas.Stroke(CanvasPath.Line(pixels), LineStyle);
        foreach (Pixel pixel in pixels)
            MarkerDrawing.Draw(rp.Canvas, pixel, MarkerStyle);
    }
}
