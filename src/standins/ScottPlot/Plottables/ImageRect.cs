using ScottPlot.Rendering;

namespace ScottPlot.Plottables;

/// <summary>An image stretched over a rectangle.</summary>
public class ImageRect : PlottableBase
{
    /// <summary>The image; nothing is drawn without one.</summary>
    public Image? Image { get; set; }

    /// <summary>The rectangle, in axis units.</summary>
    public CoordinateRect Rect { get; set; } = new(0, 1, 0, 1);

    /// <summary>Whether scaling smooths.</summary>
    public bool AntiAlias { get; set; } = true;

    /// <inheritdoc/>
    public override AxisLimits GetAxisLimits() => new(Rect);

    /// <inheritdoc/>
    public override void Render(RenderPack rp)
    {
        if (Image is not null)
            rp.Canvas.Image(Image, Axes.GetPixelRect(Rect), AntiAlias);
    }
}
