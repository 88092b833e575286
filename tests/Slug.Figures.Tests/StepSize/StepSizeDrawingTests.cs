using Slug.Figures.StepSize;

namespace Slug.Figures.Tests.StepSize;

public class StepSizeDrawingTests
{
    [Fact]
    public void What_is_drawn_is_pinned() => GoldenFile.Matches("step-size.json", StepSizeDrawing.From(Examples.Steps()));

    [Fact]
    public void Steps_are_shown_by_size_however_the_search_went()
    {
        StepSizeDrawing drawing = StepSizeDrawing.From(Examples.Steps());

        Assert.Equal(drawing.Xs.Order(), drawing.Xs);
        Assert.Equal(100, drawing.Fa5[0]);
    }

    [Fact]
    public void A_chosen_step_outside_the_evaluated_ones_is_on_the_axis()
    {
        StepSizeDrawing drawing = StepSizeDrawing.From(new StepSizeData("rocket", "a.weight", [new StepSizePoint(1, 0, 0, 1)], ChosenLambda: 100));

        Assert.InRange(drawing.ChosenX!.Value, drawing.Low, drawing.High);
    }

    [Fact]
    public void No_steps_and_steps_without_logarithm_are_refused()
    {
        Assert.Throws<ArgumentException>(() => StepSizeDrawing.From(new StepSizeData("rocket", "a", [])));
        Assert.Throws<ArgumentException>(() => StepSizeDrawing.From(new StepSizeData("rocket", "a", [new StepSizePoint(0, 1, 1, 1)])));
    }
}
