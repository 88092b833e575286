using System.Xml.Linq;
using Slug.Figures.Similarity;
using Slug.Figures.Style;

namespace Slug.Figures.Tests.Similarity;

public class SimilarityMatrixFigureTests
{
    [Fact]
    public void Values_captions_and_pictures_are_on_it()
    {
        using SavedFigure saved = new(path => SimilarityMatrixFigure.Save(Examples.Similarities(), path));
        SimilarityMatrixDrawing drawing = SimilarityMatrixDrawing.From(Examples.Similarities());

        Assert.All(drawing.Before.Concat(drawing.After), cell => Assert.Contains(cell.Text, saved.Texts));
        Assert.All(drawing.Captions, caption => Assert.Contains(caption.Replace('\n', ' '), saved.Texts));
        Assert.Equal(5, XDocument.Parse(saved.Svg).Descendants().Count(e => e.Name.LocalName == "image"));
    }

    [Fact]
    public void The_size_follows_the_number_of_concepts()
    {
        SimilarityMatrixData one = new([new SimilarityConcept("rocket", new byte[12], 2, true)], new double[1, 1], new double[1, 1]);
        using SavedFigure five = new(path => SimilarityMatrixFigure.Save(Examples.Similarities(), path));
        using SavedFigure single = new(path => SimilarityMatrixFigure.Save(one, path));

        Assert.True(single.PngSize.Width < five.PngSize.Width && single.PngSize.Height < five.PngSize.Height);
    }

    /// <summary>The scale's ends are 0 and 1: a cell of 0 has the map's first colour, one of 1 its last, one of 0.5 the middle one, wherever it stands.</summary>
    [Fact]
    public void A_cell_has_the_colour_of_its_value()
    {
        var (before, after) = (new[,] { { 1.0, 0 }, { 0.5, 0 } }, new[,] { { 0, 0.5 }, { 1.0, 1 } });
        SimilarityConcept[] concepts = [new("rocket", new byte[12], 2, true), new("tiger", new byte[12], 2, false)];
        SimilarityMatrixCanvas canvas = new(SimilarityMatrixDrawing.From(new SimilarityMatrixData(concepts, before, after)), []);
        ScottPlot.Colormaps.CustomInterpolated map = new(FigureColors.Sequential);

        string[] found = [.. canvas.Plot.GetPlottables<ScottPlot.Plottables.Rectangle>().Where(box => box.FillColor.A == 255 && box.LineWidth == 0)
            .Select(box => box.FillColor.ToHex()).Take(8)];

        Assert.Equal(before.Cast<double>().Concat(after.Cast<double>()).Select(value => map.GetColor(value).ToHex()), found);
        Assert.Equal(3, found.Distinct().Count());
    }

    [Theory]
    [InlineData(-0.2, 0.8)]
    [InlineData(0.3, 0.4)]
    [InlineData(-1, 1)]
    public void The_colour_scale_is_labelled_at_tenths_inside_it(double low, double high)
    {
        IReadOnlyList<double> ticks = ColorScale.Ticks(low, high);

        Assert.InRange(ticks.Count, 2, 8);
        Assert.All(ticks, tick => Assert.InRange(tick, low - 1e-9, high + 1e-9));
    }
}
