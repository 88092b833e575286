using ScottPlot;
using Slug.Figures.ParetoFront;
using Box = Slug.Figures.Labels.Box;

namespace Slug.Figures.Tests.ParetoFront;

public class ParetoFrontFigureTests
{
    [Fact]
    public void Both_files_are_written_and_repeat_to_the_byte()
    {
        using SavedFigure first = new(path => ParetoFrontFigure.Save(Examples.Pareto(), path));
        using SavedFigure second = new(path => ParetoFrontFigure.Save(Examples.Pareto(), path));

        Assert.Equal((1640, 1200), first.PngSize);
        Assert.Equal(first.Png, second.Png);
        Assert.Equal(first.Svg, second.Svg);
    }

    [Fact]
    public void Every_front_layer_is_named_in_the_drawing()
    {
        ParetoFrontDrawing drawing = ParetoFrontDrawing.From(Examples.Pareto(12, "language", 11));
        using SavedFigure saved = new(path => ParetoFrontFigure.Save(Examples.Pareto(12, "language", 11), path));

        Assert.True(drawing.Front.Count >= 5);
        Assert.All(drawing.Front, spot => Assert.Contains(spot.Label, saved.Texts));
        Assert.Contains(drawing.Title, saved.Texts);
        Assert.Contains("layer changed", saved.Texts);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(12, 2)]
    [InlineData(12, 11)]
    [InlineData(24, 3)]
    public void Labels_cover_no_mark_and_no_other_label(int blocks, int seed)
    {
        ParetoFrontDrawing drawing = ParetoFrontDrawing.From(Examples.Pareto(blocks, "language", seed));
        ParetoFrontFigure.Canvas canvas = new(drawing);
        using Plot plot = canvas.Plot;

        Assert.Equal(drawing.Front.Count, canvas.Labels.Count);
        Box[] boxes = [.. canvas.Labels.Select(label => label.Box)];
        foreach (ParetoFrontDrawing.Spot spot in drawing.Front.Concat(drawing.Rest))
        {
            Pixel at = plot.GetPixel(new Coordinates(spot.X, spot.Y));
            Assert.DoesNotContain(boxes, box => box.Overlaps(Box.Around(at.X, at.Y, 4)));
        }

        for (int i = 0; i < boxes.Length; i++)
            Assert.DoesNotContain(boxes[..i], box => box.Overlaps(boxes[i]));
    }
}
