using System.Xml.Linq;
using ScottPlot.Rendering;

namespace ScottPlot.Tests.Rendering;

public class SvgCanvasTests
{
    [Fact]
    public void Groups_close_and_styles_are_written()
    {
        SvgCanvas canvas = new(100, 50, 1);
        canvas.Save();
        canvas.Translate(10, 5);
        canvas.Rotate(-90);
        canvas.Save();
        canvas.Clip(new PixelRect(0, 20, 20, 0));
        canvas.Stroke(
            CanvasPath.Line(new Pixel(0, 0), new Pixel(1.5f, 2)),
            new LineStyle { Width = 2, Color = Colors.Red.WithAlpha(.5), Pattern = LinePattern.Dashed });
        canvas.Restore();
        canvas.Fill(CanvasPath.Circle(new Pixel(3, 4), 5), new FillStyle { Color = Colors.Blue });
        canvas.Restore();

        XElement svg = XDocument.Parse(canvas.ToXml()).Root!;
        XElement path = svg.Descendants().Single(e => e.Name.LocalName == "path");

        Assert.Equal("M0 0L1.5 2", path.Attribute("d")!.Value);
        Assert.Equal("10 10", path.Attribute("stroke-dasharray")!.Value);
        Assert.Equal("#FF0000", path.Attribute("stroke")!.Value);
        Assert.Equal("0.5", path.Attribute("stroke-opacity")!.Value);
        Assert.Equal(3, path.Ancestors().Count(e => e.Name.LocalName == "g"));
        Assert.Equal(2, svg.Descendants().Single(e => e.Name.LocalName == "circle").Ancestors().Count(e => e.Name.LocalName == "g"));
    }

    [Fact]
    public void Invisible_things_are_left_out()
    {
        SvgCanvas canvas = new(10, 10, 1);
        canvas.Stroke(CanvasPath.Line(new Pixel(0, 0), new Pixel(1, 1)), new LineStyle { Width = 0 });
        canvas.Fill(CanvasPath.Circle(new Pixel(0, 0), 1), new FillStyle { Color = Colors.Transparent });

        Assert.Empty(XDocument.Parse(canvas.ToXml()).Root!.Elements());
    }

    [Fact]
    public void Images_are_embedded_as_png()
    {
        SvgCanvas canvas = new(10, 10, 1);
        Image image = new(new byte[2, 2] { { 0, 80 }, { 160, 255 } });
        canvas.Image(image, new PixelRect(1, 9, 9, 1), smooth: false);

        string href = XDocument.Parse(canvas.ToXml()).Root!.Elements().Single().Attribute("href")!.Value;
        byte[] file = Convert.FromBase64String(href["data:image/png;base64,".Length..]);
        Assert.Equal(image.Pixels, new Image(file).Pixels);
    }
}
