using ScottPlot.Rendering;

namespace ScottPlot.Grids;

/// <summary>Lines at the ticks of two axes.</summary>
/// <param name="xAxis">Gives the vertical lines.</param>
/// <param name="yAxis">Gives the horizontal lines.</param>
public class DefaultGrid(IXAxis xAxis, IYAxis yAxis) : IGrid
{
    /// <inheritdoc/>
    public bool IsVisible { get; set; } = true;

    /// <summary>Gives the vertical lines.</summary>
    public IXAxis XAxis { get; set; } = xAxis;

    /// <summary>Gives the horizontal lines.</summary>
    public IYAxis YAxis { get; set; } = yAxis;

    /// <summary>Look of the vertical lines.</summary>
    public GridStyle XAxisStyle { get; set; } = new();

    /// <summary>Look of the horizontal lines.</summary>
    public GridStyle YAxisStyle { get; set; } = new();

    /// <summary>Colour of the lines at labelled ticks.</summary>
    public Color MajorLineColor
    {
        get => XAxisStyle.MajorLineStyle.Color;
        set => XAxisStyle.MajorLineStyle.Color = YAxisStyle.MajorLineStyle.Color = value;
    }

    /// <summary>Colour of the lines at minor ticks.</summary>
    public Color MinorLineColor { set => XAxisStyle.MinorLineStyle.Color = YAxisStyle.MinorLineStyle.Color = value; }

    /// <summary>Width of the lines at labelled ticks, in pixels.</summary>
    public float MajorLineWidth { set => XAxisStyle.MajorLineStyle.Width = YAxisStyle.MajorLineStyle.Width = value; }

    /// <summary>Width of the lines at minor ticks, in pixels.</summary>
    public float MinorLineWidth { set => XAxisStyle.MinorLineStyle.Width = YAxisStyle.MinorLineStyle.Width = value; }

    /// <inheritdoc/>
    public void Render(RenderPack rp)
    {
        if (!IsVisible)
            return;
        foreach (bool major in new[] { false, true })
        {
            Draw(rp, XAxis, XAxisStyle, major);
            Draw(rp, YAxis, YAxisStyle, major);
        }
    }

    private static void Draw(RenderPack rp, IAxis axis, GridStyle style, bool major)
    {
        LineStyle line = major ? style.MajorLineStyle : style.MinorLineStyle;
        if (!style.IsVisible || !line.CanBeRendered)
            return;

        PixelRect area = rp.DataRect;
        CanvasPath path = new();
        foreach (Tick tick in axis.TickGenerator.Ticks.Where(tick => tick.IsMajor == major))
        {
            float at = axis.GetPixel(tick.Position, area);
            path.Add(
                axis.Edge.IsHorizontal()
                    ? [new Pixel(at, area.Bottom), new Pixel(at, area.Top)]
                    : [new Pixel(area.Left, at), new Pixel(area.Right, at)],
                closed: false);
        }

        rp.Canvas.Stroke(path, line);
    }
}
