namespace ScottPlot.Tests.Plottables;

public class ImageRectTests
{
    [Fact]
    public void Colours_and_orientation_survive()
    {
        byte[,,] rgb = new byte[2, 2, 3];
        (rgb[0, 0, 0], rgb[0, 1, 1], rgb[1, 0, 2]) = (255, 255, 255);
        using Plot plot = new();
        plot.Add.ImageRect(new Image(rgb), new CoordinateRect(0, 2, 0, 2)).AntiAlias = false;
        plot.Axes.SetLimits(0, 2, 0, 2);
        using Image image = plot.GetImage(300, 300);

        Assert.Equal(0xFFFF0000, At(0.5, 1.5));
        Assert.Equal(0xFF00FF00, At(1.5, 1.5));
        Assert.Equal(0xFF0000FF, At(0.5, 0.5));
        Assert.Equal(0xFF000000, At(1.5, 0.5));

        uint At(double x, double y)
        {
            Pixel pixel = plot.GetPixel(new Coordinates(x, y));
            return image.Pixels[((int)pixel.Y * 300) + (int)pixel.X];
        }
    }
}
