using Slug.Experiments.Clip.Stages;

namespace Slug.Experiments.Tests.Clip.Stages;

public class StepSizeGridTests
{
    [Fact]
    public void Steps_lie_at_equal_ratios_and_the_chosen_one_is_among_them()
    {
        Assert.Equal([0.5, 1, 2, 4], new StepSizeGrid(4, OctavesBelow: 2, OctavesAbove: 1).Around(2));
        Assert.Equal([0.5, 2, 4], new StepSizeGrid(2, OctavesBelow: 2, OctavesAbove: 1).Around(2));
        Assert.Equal([2], new StepSizeGrid(1).Around(2));
        Assert.Empty(new StepSizeGrid(0).Around(2));
    }
}
