using ScottPlot.Colormaps;
using ScottPlot.Plottables;

namespace ScottPlot.Tests.Plottables;

public class HeatmapTests
{
    [Fact]
    public void Row_zero_is_at_the_top_and_cells_are_one_unit()
    {
        using Plot plot = new();
        Heatmap heatmap = plot.Add.Heatmap(new double[,] { { 0, 1, 2 }, { 3, 4, 5 } });
        heatmap.Colormap = new CustomInterpolated([Colors.Black, Colors.White]);
        plot.Axes.Margins(0, 0);
        using Image image = plot.GetImage(300, 200);

        Assert.Equal(new AxisLimits(-0.5, 2.5, -0.5, 1.5), plot.Axes.GetLimits());
        for (int row = 0; row < 2; row++)
        {
            for (int column = 0; column < 3; column++)
            {
                Pixel at = plot.GetPixel(new Coordinates(column, 1 - row));
                uint expected = heatmap.Colormap.GetColor(heatmap.Intensities[row, column], new Range(0, 5)).ARGB;
                Assert.Equal(expected, image.Pixels[((int)at.Y * 300) + (int)at.X]);
            }
        }
    }
}
