namespace ScottPlot;

/// <summary>The pair of axes that places a plottable.</summary>
public interface IAxes
{
    /// <summary>The data area of the render under way.</summary>
    PixelRect DataRect { get; set; }

    /// <summary>Horizontal axis.</summary>
    IXAxis XAxis { get; set; }

    /// <summary>Vertical axis.</summary>
    IYAxis YAxis { get; set; }

    /// <summary>Where a location lies on the figure.</summary>
    /// <param name="coordinates">The location.</param>
    Pixel GetPixel(Coordinates coordinates);

    /// <summary>Where a rectangle lies on the figure.</summary>
    /// <param name="rect">The rectangle.</param>
    PixelRect GetPixelRect(CoordinateRect rect);
}

/// <inheritdoc/>
public class Axes : IAxes
{
    /// <inheritdoc/>
    public PixelRect DataRect { get; set; }

    /// <inheritdoc/>
    public IXAxis XAxis { get; set; } = null!;

    /// <inheritdoc/>
    public IYAxis YAxis { get; set; } = null!;

    /// <inheritdoc/>
    public Pixel GetPixel(Coordinates coordinates) =>
        new(XAxis.GetPixel(coordinates.X, DataRect), YAxis.GetPixel(coordinates.Y, DataRect));

    /// <inheritdoc/>
    public PixelRect GetPixelRect(CoordinateRect rect)
    {
        Pixel lowerLeft = GetPixel(new Coordinates(rect.Left, rect.Bottom));
        Pixel upperRight = GetPixel(new Coordinates(rect.Right, rect.Top));
        return new PixelRect(lowerLeft.X, upperRight.X, lowerLeft.Y, upperRight.Y);
    }
}
