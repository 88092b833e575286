namespace ScottPlot.Tests.Rendering;

public class FigureLayoutTests
{
    [Fact]
    public void Panels_take_room_from_the_data_area_only_while_shown()
    {
        using Plot plot = new();
        plot.Axes.SetLimits(0, 1, 0, 1);
        plot.RenderInMemory(400, 300);
        PixelRect bare = plot.LastRender.DataRect;

        plot.Title("title");
        plot.Add.ColorBar(new ScottPlot.Plottables.Heatmap(new double[,] { { 0, 1 } }));
        plot.RenderInMemory(400, 300);
        PixelRect dressed = plot.LastRender.DataRect;

        Assert.True(dressed.Top > bare.Top + 15);
        Assert.True(dressed.Right < bare.Right - 30);
        Assert.Equal(bare.Left, dressed.Left, 3);
    }

    [Fact]
    public void A_figure_without_room_for_data_says_so()
    {
        using Plot plot = new();
        plot.Axes.SetLimits(0, 1, 0, 1);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => plot.GetImage(30, 20));
        Assert.Contains("30 x 20", error.Message);
    }
}
