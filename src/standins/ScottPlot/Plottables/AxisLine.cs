using ScottPlot.Rendering;

namespace ScottPlot.Plottables;

/// <summary>A straight line across the whole data area.</summary>
public abstract class AxisLine : PlottableBase
{
    private protected AxisLine()
    {
    }

    /// <summary>Its name in the legend; nothing there while empty.</summary>
    public string LegendText { get; set; } = string.Empty;

    /// <summary>The line.</summary>
    public LineStyle LineStyle { get; set; } = new() { Width = 1 };

    /// <summary>Width in pixels.</summary>
    public float LineWidth { get => LineStyle.Width; set => LineStyle.Width = value; }

    /// <summary>Dashes.</summary>
    public LinePattern LinePattern { get => LineStyle.Pattern; set => LineStyle.Pattern = value; }

    /// <summary>Colour.</summary>
    public Color LineColor { get => LineStyle.Color; set => LineStyle.Color = value; }

    /// <summary>Colour.</summary>
    public Color Color { get => LineStyle.Color; set => LineStyle.Color = value; }

    /// <summary>Whether the axes make room for it.</summary>
    public bool EnableAutoscale { get; set; } = true;

    /// <summary>Where it crosses its axis.</summary>
    public double Position { get; set; }

    /// <inheritdoc/>
    public override IEnumerable<LegendItem> LegendItems =>
        [new LegendItem { LabelText = LegendText, LineStyle = LineStyle, MarkerStyle = MarkerStyle.None }];
}

/// <summary>A line from left to right.</summary>
public class HorizontalLine : AxisLine
{
    /// <summary>Its height.</summary>
    public double Y { get => Position; set => Position = value; }

    /// <inheritdoc/>
    public override AxisLimits GetAxisLimits() => EnableAutoscale ? AxisLimits.VerticalOnly(Y, Y) : AxisLimits.NoLimits;

    /// <inheritdoc/>
    public override void Render(RenderPack rp)
    {
        float y = Axes.YAxis.GetPixel(Y, rp.DataRect);
        rp.Canvas.Stroke(CanvasPath.Line(new Pixel(rp.DataRect.Left, y), new Pixel(rp.DataRect.Right, y)), LineStyle);
    }
}

/// <summary>A line from bottom to top.</summary>
public class VerticalLine : AxisLine
{
    /// <summary>Its horizontal position.</summary>
    public double X { get => Position; set => Position = value; }

    /// <inheritdoc/>
    public override AxisLimits GetAxisLimits() => EnableAutoscale ? AxisLimits.HorizontalOnly(X, X) : AxisLimits.NoLimits;

    /// <inheritdoc/>
    public override void Render(RenderPack rp)
    {
        float x = Axes.XAxis.GetPixel(X, rp.DataRect);
        rp.Canvas.Stroke(CanvasPath.Line(new Pixel(x, rp.DataRect.Bottom), new Pixel(x, rp.DataRect.Top)), LineStyle);
    }
}
