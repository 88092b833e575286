using System.Buffers.Binary;
using System.Xml.Linq;
using ScottPlot.Plottables;

namespace ScottPlot.Tests;

public class PlotTests
{
    private static Plot Example()
    {
        Plot plot = new();
        Scatter points = plot.Add.ScatterPoints(new double[] { 1, 2, 3 }, new double[] { 1, 4, 9 }, Color.FromHex("#D55E00"));
        points.MarkerSize = 12;
        points.LegendText = "squares & <more>";
        plot.Title("A title");
        plot.XLabel("horizontal");
        plot.YLabel("vertical");
        plot.Axes.SetLimits(0, 4, 0, 10);
        return plot;
    }

    [Fact]
    public void A_png_has_the_asked_size_and_decodes_to_what_was_drawn()
    {
        using Plot plot = Example();
        using Image drawn = plot.GetImage(400, 300);
        byte[] file = plot.GetImageBytes(400, 300, ImageFormat.Png);

        Assert.Equal(400, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)));
        Assert.Equal(300, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)));
        Assert.Equal(drawn.Pixels, new Image(file).Pixels);
    }

    [Fact]
    public void Data_are_painted_where_the_axes_say()
    {
        using Plot plot = Example();
        using Image image = plot.GetImage(400, 300);

        foreach ((double x, double y) in new[] { (1.0, 1.0), (2, 4), (3, 9) })
        {
            Pixel at = plot.GetPixel(new Coordinates(x, y));
            Assert.Equal(0xFFD55E00, image.Pixels[((int)at.Y * 400) + (int)at.X]);
        }

        Pixel empty = plot.GetPixel(new Coordinates(1.3, 7.3));
        Assert.Equal(0xFFFFFFFF, image.Pixels[((int)empty.Y * 400) + (int)empty.X]);
    }

    [Fact]
    public void Coordinates_and_pixels_are_inverse_also_when_scaled()
    {
        using Plot plot = Example();
        plot.ScaleFactor = 2;
        plot.RenderInMemory(800, 600);

        Coordinates back = plot.GetCoordinates(plot.GetPixel(new Coordinates(2.5, 6)));

        Assert.Equal(2.5, back.X, 4);
        Assert.Equal(6, back.Y, 4);
    }

    [Fact]
    public void A_scale_factor_keeps_the_layout()
    {
        using Plot plot = Example();
        plot.RenderInMemory(400, 300);
        PixelRect once = plot.LastRender.DataRect;
        plot.ScaleFactor = 2;
        plot.RenderInMemory(800, 600);

        Assert.Equal(once.Left, plot.LastRender.DataRect.Left, 3);
        Assert.Equal(once.Bottom, plot.LastRender.DataRect.Bottom, 3);
    }

    [Fact]
    public void An_svg_is_well_formed_and_keeps_its_texts_as_text()
    {
        using Plot plot = Example();

        XDocument svg = XDocument.Parse(plot.GetSvgXml(400, 300));
        string[] texts = [.. svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];

        Assert.Contains("A title", texts);
        Assert.Contains("horizontal", texts);
        Assert.Contains("vertical", texts);
        Assert.Contains("squares & <more>", texts);
        Assert.Equal(3 + 1, svg.Descendants().Count(e => e.Name.LocalName == "circle"));
    }

    [Fact]
    public void The_same_figure_gives_the_same_bytes()
    {
        using Plot first = Example();
        using Plot second = Example();

        Assert.Equal(first.GetImageBytes(500, 400, ImageFormat.Png), second.GetImageBytes(500, 400, ImageFormat.Png));
        Assert.Equal(first.GetSvgXml(500, 400), second.GetSvgXml(500, 400));
        Assert.Equal(first.GetSvgXml(500, 400), first.GetSvgXml(500, 400));
    }

    [Fact]
    public void Saved_files_hold_the_figure()
    {
        string folder = Directory.CreateTempSubdirectory("plot-").FullName;
        using Plot plot = Example();

        SavedImageInfo png = plot.SavePng(Path.Combine(folder, "a.png"), 300, 200);
        SavedImageInfo svg = plot.SaveSvg(Path.Combine(folder, "a.svg"), 300, 200);

        Assert.Equal(300, new Image(png.Path).Width);
        Assert.Equal(plot.GetSvgXml(300, 200), File.ReadAllText(svg.Path));
        Assert.Equal(new FileInfo(png.Path).Length, png.FileSize);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Unset_limits_come_from_the_data_with_a_margin()
    {
        using Plot plot = new();
        plot.Add.ScatterPoints(new double[] { 0, 10 }, new double[] { 0, 100 });
        plot.RenderInMemory();

        Assert.Equal(new AxisLimits(-0.5, 10.5, -7.5, 107.5), plot.Axes.GetLimits());
    }

    [Fact]
    public void Sizes_below_one_pixel_and_unknown_formats_are_refused()
    {
        using Plot plot = Example();

        Assert.Throws<ArgumentException>(() => plot.GetImage(0, 100));
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => plot.GetImageBytes(100, 100, ImageFormat.Webp));
        Assert.Contains("Webp", error.Message);
    }
}
