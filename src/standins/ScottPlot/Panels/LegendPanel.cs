namespace ScottPlot.Panels;

/// <summary>A legend beside the data area, where it covers nothing.</summary>
/// <param name="legend">The legend.</param>
public class LegendPanel(Legend legend) : IPanel
{
    /// <summary>The legend.</summary>
    public Legend Legend { get; } = legend;

    /// <inheritdoc/>
    public bool IsVisible { get; set; } = true;

    /// <inheritdoc/>
    public Edge Edge { get; set; } = Edge.Right;

    /// <inheritdoc/>
    public float MinimumSize { get; set; }

    /// <inheritdoc/>
    public float MaximumSize { get; set; } = float.MaxValue;

    /// <summary>Where on the panel.</summary>
    public Alignment Alignment { get; set; } = Alignment.MiddleCenter;

    /// <summary>Room around the legend.</summary>
    public PixelPadding Padding { get; set; } = new(20, 20);

    /// <inheritdoc/>
    public float Measure(Paint paint)
    {
        PixelSize size = Legend.Measure();
        if (!IsVisible || size.Width == 0)
            return 0;
        return Edge.IsVertical() ? size.Width + Padding.Horizontal : size.Height + Padding.Vertical;
    }

    /// <inheritdoc/>
    public void Render(RenderPack rp, float size, float offset)
    {
        PixelRect area = rp.DataRect;
        PixelRect panel = Edge switch
        {
            Edge.Left => new(area.Left - offset - size, area.Left - offset, area.Bottom, area.Top),
            Edge.Right => new(area.Right + offset, area.Right + offset + size, area.Bottom, area.Top),
            Edge.Bottom => new(area.Left, area.Right, area.Bottom + offset + size, area.Bottom + offset),
            _ => new(area.Left, area.Right, area.Top - offset, area.Top - offset - size),
        };
        Legend.RenderInside(rp.Canvas, panel, Alignment);
    }
}
