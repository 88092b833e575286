using Slug.Figures.ParetoFront;

namespace Slug.Figures.Tests.ParetoFront;

public class ParetoFrontDrawingTests
{
    [Fact]
    public void What_is_drawn_is_pinned() => GoldenFile.Matches("pareto-front.json", ParetoFrontDrawing.From(Examples.Pareto()));

    [Fact]
    public void Zero_lies_left_of_the_smallest_positive_value()
    {
        ParetoFrontDrawing drawing = ParetoFrontDrawing.From(new ParetoFrontData(
            "rocket", "vision", [new ParetoFrontPoint("a", 0, 0.1, true), new ParetoFrontPoint("b", 0.01, 0.2, true)]));

        Assert.Equal([-2.5, -2], drawing.Front.Select(spot => spot.X));
        Assert.True(drawing.X.Low < -2.5);
    }

    [Fact]
    public void The_front_is_joined_by_alignment_and_the_selected_layer_is_found_off_it_too()
    {
        ParetoFrontDrawing drawing = ParetoFrontDrawing.From(new ParetoFrontData(
            "rocket",
            "vision",
            [
                new ParetoFrontPoint("late", 0.1, 0.9, true), new ParetoFrontPoint("early", 0.01, 0.5, true),
                new ParetoFrontPoint("off", 0.2, 0.1, false, Selected: true), new ParetoFrontPoint("rest", 0.3, 0.1, false),
            ]));

        Assert.Equal(["early", "late"], drawing.Front.Select(spot => spot.Label));
        Assert.Equal("off", drawing.Selected!.Label);
        Assert.Equal(["rest"], drawing.Rest.Select(spot => spot.Label));
    }

    [Fact]
    public void Nothing_to_show_and_broken_numbers_are_refused_by_name()
    {
        Assert.Contains("rocket", Assert.Throws<ArgumentException>(() => ParetoFrontDrawing.From(new ParetoFrontData("rocket", "vision", []))).Message);
        ArgumentException error = Assert.Throws<ArgumentException>(() => ParetoFrontDrawing.From(
            new ParetoFrontData("rocket", "vision", [new ParetoFrontPoint("broken.weight", double.NaN, 1, true)])));
        Assert.Contains("broken.weight", error.Message);
    }
}
