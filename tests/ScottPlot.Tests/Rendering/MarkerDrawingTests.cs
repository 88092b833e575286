using ScottPlot.Plottables;

namespace ScottPlot.Tests.Rendering;

public class MarkerDrawingTests
{
    public static TheoryData<MarkerShape> Shapes() => [.. Enum.GetValues<MarkerShape>()];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_shape_is_drawn_around_its_point(MarkerShape shape)
    {
        using Plot plot = new();
        plot.HideGrid();
        plot.Axes.SetLimits(0, 1, 0, 1);
        Scatter scatter = plot.Add.ScatterPoints(new double[] { 0.5 }, new double[] { 0.5 }, Colors.Red);
        (scatter.MarkerShape, scatter.MarkerSize, scatter.MarkerLineWidth) = (shape, 20, 2);
        using Image image = plot.GetImage(200, 200);

        Pixel center = plot.GetPixel(new Coordinates(0.5, 0.5));
        int[] red = [.. Enumerable.Range(0, image.Pixels.Length).Where(i => image.Pixels[i] == 0xFFFF0000)];

        Assert.Equal(shape == MarkerShape.None, red.Length == 0);
        Assert.All(red, i => Assert.True(Math.Abs((i % 200) - center.X) <= 12.5 && Math.Abs((i / 200) - center.Y) <= 12.5));
    }
}
