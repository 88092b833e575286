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

    [Fact]
    public void For_a_narrow_screen_the_matrices_stand_one_above_the_other_with_every_value()
    {
        string folder = Directory.CreateTempSubdirectory("slug-narrow-").FullName;
        SimilarityMatrixFigure.Save(Examples.Similarities(), Path.Combine(folder, "s"));
        XElement svg = XDocument.Load(Path.Combine(folder, "s" + SimilarityMatrixFigure.Narrow + ".svg")).Root!;
        XElement wide = XDocument.Load(Path.Combine(folder, "s.svg")).Root!;
        Directory.Delete(folder, recursive: true);

        double[] size = [.. svg.Attribute("viewBox")!.Value.Split(' ').Select(n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.True(size[3] > size[2] && size[2] < 500, string.Join(' ', size));
        // Pictures stand beside both matrices, and no value is lost.
        Assert.Equal(10, svg.Descendants().Count(e => e.Name.LocalName == "image"));
        Assert.Equal(Values(wide), Values(svg));

        static List<string> Values(XElement root) => [.. root.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)
            .Where(text => System.Text.RegularExpressions.Regex.IsMatch(text, @"^−?\d\.\d\d$")).Order(StringComparer.Ordinal)];
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
