using ScottPlot;
using Slug.Figures.Labels;
using Slug.Figures.TradeOff;

namespace Slug.Figures.Tests.TradeOff;

public class MethodTradeOffTests
{
    [Fact]
    public void What_is_drawn_is_pinned() => GoldenFile.Matches("trade-off.json", MethodTradeOffDrawing.From(Examples.Methods()));

    [Fact]
    public void Every_method_is_named_and_no_names_overlap()
    {
        using Plot plot = MethodTradeOffFigure.Draw(MethodTradeOffDrawing.From(Examples.Methods()), out IReadOnlyList<PlacedLabel> labels);
        using SavedFigure saved = new(path => MethodTradeOffFigure.Save(Examples.Methods(), path));

        Assert.Equal(Examples.Methods().Points.Count, labels.Count);
        Assert.All(Examples.Methods().Points, point => Assert.Contains(point.Method, saved.Texts));
        for (int i = 0; i < labels.Count; i++)
            Assert.DoesNotContain(labels.Take(i), other => other.Box.Overlaps(labels[i].Box));
    }

    [Fact]
    public void One_method_alone_has_room_around_it()
    {
        MethodTradeOffDrawing drawing = MethodTradeOffDrawing.From(Examples.Methods() with { Points = [new MethodTradeOffPoint("a", 0, 0.5)] });

        Assert.True(drawing.Left < 0 && drawing.Right > 0 && drawing.Bottom < 50 && drawing.Top > 50);
    }

    [Fact]
    public void Broken_numbers_are_refused_by_name() => Assert.Contains("FT", Assert.Throws<ArgumentException>(() =>
        MethodTradeOffDrawing.From(Examples.Methods() with { Points = [new MethodTradeOffPoint("FT", double.NaN, 0)] })).Message);
}
