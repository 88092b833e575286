namespace ScottPlot.Rendering;

/// <summary>Lines and circles to stroke or fill.</summary>
internal sealed class CanvasPath
{
    /// <summary>Point lists, each with whether its end joins its start.</summary>
    internal List<(Pixel[] Points, bool Closed)> Lines { get; } = [];

    internal List<(Pixel Center, float Radius)> Circles { get; } = [];

    internal static CanvasPath Line(params Pixel[] points) => new CanvasPath().Add(points, closed: false);

    internal static CanvasPath Polygon(params Pixel[] points) => new CanvasPath().Add(points, closed: true);

    internal static CanvasPath Rectangle(PixelRect rect) => Polygon(
        new Pixel(rect.Left, rect.Top), new Pixel(rect.Right, rect.Top), new Pixel(rect.Right, rect.Bottom), new Pixel(rect.Left, rect.Bottom));

    internal static CanvasPath Circle(Pixel center, float radius)
    {
        CanvasPath path = new();
        path.Circles.Add((center, radius));
        return path;
    }

    internal CanvasPath Add(Pixel[] points, bool closed)
    {
        Lines.Add((points, closed));
        return this;
    }
}
