namespace ScottPlot.Plottables;

/// <summary>A text at a location.</summary>
public class Text : LabelStyleProperties, IPlottable
{
    internal Text()
    {
    }

    /// <summary>Where it is.</summary>
    public Coordinates Location { get; set; }

    /// <summary>Displacement to the right, in pixels.</summary>
    public float OffsetX { get; set; }

    /// <summary>Displacement downward, in pixels.</summary>
    public float OffsetY { get; set; }

    /// <inheritdoc/>
    public override LabelStyle LabelStyle { get; set; } = new() { FontSize = 14 };

    /// <summary>Which point of the text is at the location.</summary>
    public Alignment Alignment { get => LabelAlignment; set => LabelAlignment = value; }

    /// <inheritdoc/>
    public bool IsVisible { get; set; } = true;

    /// <inheritdoc/>
    public IAxes Axes { get; set; } = new Axes();

    /// <inheritdoc/>
    public IEnumerable<LegendItem> LegendItems => [];

    /// <inheritdoc/>
    public AxisLimits GetAxisLimits() => new(Location);

    /// <inheritdoc/>
    public void Render(RenderPack rp)
    {
        Pixel at = Axes.GetPixel(Location);
        LabelStyle.Render(rp.Canvas, new Pixel(at.X + OffsetX, at.Y + OffsetY));
    }
}
