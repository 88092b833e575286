using ScottPlot.Rendering;

namespace ScottPlot.Plottables;

/// <summary>A straight line between two locations.</summary>
public class LinePlot : PlottableBase
{
    /// <summary>One end.</summary>
    public Coordinates Start { get; set; }

    /// <summary>The other end.</summary>
    public Coordinates End { get; set; }

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

    /// <inheritdoc/>
    public override IEnumerable<LegendItem> LegendItems =>
        [new LegendItem { LabelText = LegendText, LineStyle = LineStyle, MarkerStyle = MarkerStyle.None }];

    /// <inheritdoc/>
    public override AxisLimits GetAxisLimits() =>
        new(Math.Min(Start.X, End.X), Math.Max(Start.X, End.X), Math.Min(Start.Y, End.Y), Math.Max(Start.Y, End.Y));

    /// <inheritdoc/>
    public override void Render(RenderPack rp) =>
        rp.Canvas.Stroke(CanvasPath.Line(Axes.GetPixel(Start), Axes.GetPixel(End)), LineStyle);
}
