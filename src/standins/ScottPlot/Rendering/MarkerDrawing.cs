namespace ScottPlot.Rendering;

/// <summary>Draws point markers.</summary>
internal static class MarkerDrawing
{
    internal static void Draw(ICanvas canvas, Pixel center, MarkerStyle style)
    {
        if (!style.IsVisible || style.Shape == MarkerShape.None || style.Size <= 0)
            return;

        (CanvasPath path, bool filled) = Outline(style.Shape, center, style.Size / 2);
        if (filled)
        {
            canvas.Fill(path, style.FillStyle);
            canvas.Stroke(path, style.OutlineStyle);
        }
        else
        {
            canvas.Stroke(path, style.LineStyle);
        }
    }

    private static (CanvasPath Path, bool Filled) Outline(MarkerShape shape, Pixel center, float radius) => shape switch
    {
        MarkerShape.FilledCircle => (CanvasPath.Circle(center, radius), true),
        MarkerShape.OpenCircle => (CanvasPath.Circle(center, radius), false),
        MarkerShape.FilledSquare => (Square(center, radius), true),
        MarkerShape.OpenSquare => (Square(center, radius), false),
        MarkerShape.FilledTriangleUp => (Triangle(center, radius, up: true), true),
        MarkerShape.OpenTriangleUp => (Triangle(center, radius, up: true), false),
        MarkerShape.FilledTriangleDown => (Triangle(center, radius, up: false), true),
        MarkerShape.OpenTriangleDown => (Triangle(center, radius, up: false), false),
        MarkerShape.FilledDiamond => (Diamond(center, radius), true),
        MarkerShape.OpenDiamond => (Diamond(center, radius), false),
        MarkerShape.Eks => (Strokes(center, radius, radius), false),
        MarkerShape.Cross => (Plus(center, radius), false),
        _ => throw new NotSupportedException($"MarkerShape.{shape} is not in this stand-in."),
    };

    private static CanvasPath Square(Pixel c, float r) => CanvasPath.Rectangle(new PixelRect(c.X - r, c.X + r, c.Y + r, c.Y - r));

    private static CanvasPath Diamond(Pixel c, float r) =>
        CanvasPath.Polygon(new Pixel(c.X + r, c.Y), new Pixel(c.X, c.Y + r), new Pixel(c.X - r, c.Y), new Pixel(c.X, c.Y - r));

    /// <summary>An equilateral triangle whose side is the marker's size, centred on its centre of mass.</summary>
    private static CanvasPath Triangle(Pixel c, float r, bool up)
    {
        float apex = r * 2 / MathF.Sqrt(3) * (up ? -1 : 1);
        return CanvasPath.Polygon(new Pixel(c.X, c.Y + apex), new Pixel(c.X + r, c.Y - (apex / 2)), new Pixel(c.X - r, c.Y - (apex / 2)));
    }

    private static CanvasPath Strokes(Pixel c, float x, float y) => CanvasPath
        .Line(new Pixel(c.X - x, c.Y - y), new Pixel(c.X + x, c.Y + y))
        .Add([new Pixel(c.X - x, c.Y + y), new Pixel(c.X + x, c.Y - y)], closed: false);

    private static CanvasPath Plus(Pixel c, float r) => CanvasPath
        .Line(new Pixel(c.X - r, c.Y), new Pixel(c.X + r, c.Y))
        .Add([new Pixel(c.X, c.Y - r), new Pixel(c.X, c.Y + r)], closed: false);
}
