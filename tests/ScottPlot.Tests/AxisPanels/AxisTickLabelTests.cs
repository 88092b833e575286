using ScottPlot.AxisPanels;

namespace ScottPlot.Tests.AxisPanels;

public class AxisTickLabelTests
{
    public static TheoryData<double, double, int, int> Figures()
    {
        TheoryData<double, double, int, int> figures = [];
        foreach ((double min, double max) in new[] { (0.0, 1.0), (-1, 1), (0, 12345678), (-1e-5, 2e-5), (99_000, 101_000), (0.333, 0.3335) })
        {
            foreach ((int width, int height) in new[] { (220, 180), (400, 300), (1200, 900) })
                figures.Add(min, max, width, height);
        }

        return figures;
    }

    [Theory]
    [MemberData(nameof(Figures))]
    public void Labels_neither_overlap_nor_leave_the_figure(double min, double max, int width, int height)
    {
        using Plot plot = new();
        plot.Axes.SetLimits(min, max, min, max);
        plot.XLabel("x");
        plot.YLabel("y");
        plot.RenderInMemory(width, height);
        PixelRect data = plot.LastRender.DataRect;

        PixelRect[] bottom = [.. ((XAxisBase)plot.Axes.Bottom).TickLabelRects(data)];
        PixelRect[] left = [.. ((YAxisBase)plot.Axes.Left).TickLabelRects(data)];

        Assert.NotEmpty(bottom);
        Assert.NotEmpty(left);
        AssertApart([.. bottom, .. left]);
        Assert.All(bottom.Concat(left), label =>
        {
            Assert.InRange(label.Left, 0, width);
            Assert.InRange(label.Right, 0, width);
            Assert.InRange(label.Bottom, 0, height);
        });
    }

    [Fact]
    public void A_long_last_label_moves_the_data_area_in_and_stays_whole()
    {
        using Plot plot = new();
        plot.Axes.SetLimits(0, 1, 0, 1);
        plot.Axes.Bottom.SetTicks([0, 1], ["0", "a label much longer than the margin"]);
        plot.RenderInMemory(400, 300);

        PixelRect last = ((XAxisBase)plot.Axes.Bottom).TickLabelRects(plot.LastRender.DataRect).Last();
        Assert.InRange(last.Right, 390, 400);
    }

    [Fact]
    public void An_inverted_axis_runs_the_other_way()
    {
        using Plot plot = new();
        plot.Axes.SetLimits(1, 0, 0, 1);
        plot.RenderInMemory(400, 300);

        Assert.True(plot.GetPixel(new Coordinates(0, 0)).X > plot.GetPixel(new Coordinates(1, 0)).X);
    }

    private static void AssertApart(PixelRect[] rects)
    {
        for (int i = 0; i < rects.Length; i++)
        {
            for (int j = 0; j < i; j++)
                Assert.False(rects[i].Overlaps(rects[j]), $"labels {j} and {i} overlap");
        }
    }
}
