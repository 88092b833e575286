using System.Xml.Linq;
using ScottPlot;
using SkiaSharp;
using Slug.Figures.StepSize;

namespace Slug.Figures.Tests.StepSize;

public class StepSizeFigureTests
{
    [Fact]
    public void Curves_and_the_chosen_step_are_named()
    {
        using SavedFigure saved = new(path => StepSizeFigure.Save(Examples.Steps(), path));

        Assert.Equal((1640, 1080), saved.PngSize);
        foreach (string text in new[] { "λ = 3.31 taken", "forgotten, FA@1", "forgotten, FA@5", "kept: 264 other names, top-1", "kept before unlearning" })
            Assert.Contains(text, saved.Texts);
    }

    [Fact]
    public void The_legend_lies_under_the_data_area()
    {
        using Plot plot = StepSizeFigure.Draw(StepSizeDrawing.From(Examples.Steps()));

        Assert.False(plot.Legend.IsVisible);
        plot.RenderInMemory(820, 540);
        Assert.InRange(plot.LastRender.DataRect.Bottom, 300, 475);
    }

    [Fact]
    public void Nothing_is_marked_when_no_step_forgets()
    {
        using SavedFigure saved = new(path => StepSizeFigure.Save(Examples.Steps() with { ChosenLambda = null, RetainedBefore = null }, path));

        Assert.DoesNotContain("taken", saved.Texts);
        Assert.DoesNotContain("before", saved.Texts);
    }

    [Fact]
    public void Long_names_make_title_and_legend_smaller_rather_than_cut_off()
    {
        string name = string.Join(' ', Enumerable.Repeat("long", 12));
        using Plot plot = StepSizeFigure.Draw(StepSizeDrawing.From(Examples.Steps() with { Concept = name, RetainedName = name }));
        using Paint paint = Paint.NewDisposablePaint();

        Assert.InRange(plot.Axes.Title.Label.Measure(plot.Axes.Title.Label.Text, paint).Width, 400, 820);
        Assert.InRange(plot.Legend.GetItems().Sum(item => item.LabelStyle.Measure(item.LabelText, paint).Width + 44), 400, 820);
    }

    [Fact]
    public void The_line_at_the_chosen_step_is_dashed_in_png_and_in_svg()
    {
        using SavedFigure saved = new(path => StepSizeFigure.Save(Examples.Steps(), path));
        using SKBitmap png = SKBitmap.Decode(saved.Png);

        // Down the data area, at the line: dashes and gaps of six points take turns.
        int column = Enumerable.Range(0, png.Width).MaxBy(x => Enumerable.Range(0, png.Height).Count(y => IsChosen(png.GetPixel(x, y))));
        int changes = Enumerable.Range(1, png.Height - 1).Count(y => IsChosen(png.GetPixel(column, y)) != IsChosen(png.GetPixel(column, y - 1)));
        Assert.InRange(changes, 60, 80);
        string dashes = XDocument.Parse(saved.Svg).Descendants().Single(e => e.Name.LocalName == "path" && e.Attribute("fill")?.Value == "#007A5A").Attribute("d")!.Value;
        Assert.InRange(dashes.Count(letter => letter == 'M'), 30, 40);

        static bool IsChosen(SKColor pixel) => pixel is { Red: < 90, Green: > 90, Blue: > 60 and < 140 };
    }
}
