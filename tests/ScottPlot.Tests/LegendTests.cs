namespace ScottPlot.Tests;

public class LegendTests
{
    [Fact]
    public void Items_with_a_text_are_listed_in_order_and_manual_ones_last()
    {
        using Plot plot = new();
        plot.Add.ScatterLine(new double[] { 0, 1 }, new double[] { 0, 1 }).LegendText = "first";
        plot.Add.ScatterLine(new double[] { 0, 1 }, new double[] { 0, 1 });
        plot.Add.HorizontalLine(1).LegendText = "second";
        plot.Legend.ManualItems.Add(new LegendItem { LabelText = "third" });

        Assert.Equal(["first", "second", "third"], plot.Legend.GetItems().Select(item => item.LabelText));
    }

    [Fact]
    public void Beside_the_data_area_it_takes_room_and_without_items_none()
    {
        using Plot plot = new();
        plot.Axes.SetLimits(0, 1, 0, 1);
        plot.ShowLegend(Edge.Right);
        plot.RenderInMemory(400, 300);
        float before = plot.LastRender.DataRect.Right;

        plot.Add.ScatterLine(new double[] { 0, 1 }, new double[] { 0, 1 }).LegendText = "a line with a name";
        plot.RenderInMemory(400, 300);

        Assert.True(plot.LastRender.DataRect.Right < before - plot.Legend.Measure().Width);
    }

    [Fact]
    public void Horizontal_items_make_it_wide_and_vertical_ones_high()
    {
        using Plot plot = new();
        plot.Add.ScatterLine(new double[] { 0, 1 }, new double[] { 0, 1 }).LegendText = "one";
        plot.Add.ScatterLine(new double[] { 0, 1 }, new double[] { 0, 1 }).LegendText = "two";
        PixelSize vertical = plot.Legend.Measure();
        plot.Legend.Orientation = Orientation.Horizontal;
        PixelSize horizontal = plot.Legend.Measure();

        Assert.True(horizontal.Width > vertical.Width && horizontal.Height < vertical.Height);
    }
}
