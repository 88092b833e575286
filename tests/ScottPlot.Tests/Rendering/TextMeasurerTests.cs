using ScottPlot.Rendering;

namespace ScottPlot.Tests.Rendering;

public class TextMeasurerTests
{
    private static readonly TextFont Font = new("DejaVu Sans", 12, false, false);

    [Fact]
    public void Widths_grow_with_text_size_and_weight()
    {
        float width = TextMeasurer.Measure("wide text", Font).Width;

        Assert.InRange(width, 40, 90);
        Assert.True(TextMeasurer.Measure("wide text!", Font).Width > width);
        Assert.True(TextMeasurer.Measure("wide text", Font with { Bold = true }).Width > width);
        Assert.Equal(2 * width, TextMeasurer.Measure("wide text", Font with { Size = 24 }).Width, 1);
    }

    [Fact]
    public void Lines_add_their_heights_and_the_widest_counts()
    {
        MeasuredText one = TextMeasurer.Measure("wider line", Font);
        MeasuredText two = TextMeasurer.Measure("a\nwider line", Font);

        Assert.Equal(2 * one.Height, two.Height, 3);
        Assert.Equal(one.Width, two.Width);
        Assert.Equal(2, two.LineWidths.Length);
        Assert.Equal(0, TextMeasurer.Measure("", Font).Height);
    }

    [Fact]
    public void The_drawn_letters_stay_inside_the_measured_box()
    {
        using Plot plot = new();
        plot.Axes.SetLimits(0, 1, 0, 1);
        plot.HideGrid();
        LabelStyle style = plot.Add.Text("Ágjpq⁻³ Å", 0.5, 0.5).LabelStyle;
        style.FontSize = 30;
        style.Alignment = Alignment.MiddleCenter;
        style.ForeColor = Colors.Red;
        using Image image = plot.GetImage(500, 300);

        PixelRect box = style.RenderedRect(plot.GetPixel(new Coordinates(0.5, 0.5))).Expand(new PixelPadding(1));
        int inside = 0;
        for (int i = 0; i < image.Pixels.Length; i++)
        {
            uint pixel = image.Pixels[i];
            bool reddish = (byte)(pixel >> 16) > (byte)pixel + 60;
            if (!reddish)
                continue;
            Assert.True(box.Contains(new Pixel(i % 500, i / 500)), $"letter outside its box at {i % 500}, {i / 500}");
            inside++;
        }

        Assert.True(inside > 300);
    }
}
