using ScottPlot.Rendering;

namespace ScottPlot.Plottables;

/// <summary>An image centred on a location, as large as its pixels say.</summary>
public class ImageMarker : PlottableBase
{
    /// <summary>The image; nothing is drawn without one.</summary>
    public Image? Image { get; set; }

    /// <summary>Where its middle is.</summary>
    public Coordinates Location { get; set; }

    /// <summary>Pixels of the figure per pixel of the image.</summary>
    public float Scale { get; set; } = 1;

    /// <summary>Whether scaling smooths.</summary>
    public bool AntiAlias { get; set; } = true;

    /// <inheritdoc/>
    public override AxisLimits GetAxisLimits() => new(Location);

    /// <inheritdoc/>
    public override void Render(RenderPack rp)
    {
        if (Image is null)
            return;
        Pixel center = Axes.GetPixel(Location);
        float x = Image.Width * Scale / 2;
        float y = Image.Height * Scale / 2;
        rp.Canvas.Image(Image, new PixelRect(center.X - x, center.X + x, center.Y + y, center.Y - y), AntiAlias);
    }
}
