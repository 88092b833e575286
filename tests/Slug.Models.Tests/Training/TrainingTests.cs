using Slug.Models.Training;
using static TorchSharp.torch;

namespace Slug.Models.Tests.Training;

public class TrainingTests
{
    [Fact]
    public void The_schedule_rises_then_falls_to_zero()
    {
        var schedule = new CosineSchedule(1, 10, 110);
        Assert.Equal(0.1, schedule.At(0), 1e-12);
        Assert.Equal(1, schedule.At(9), 1e-12);
        Assert.Equal(1, schedule.At(10), 1e-12);
        Assert.Equal(0.5, schedule.At(60), 1e-12);
        Assert.Equal(0, schedule.At(110), 1e-12);
        Assert.Equal(2, new CosineSchedule(2, 0, 5).At(0), 1e-12);
    }

    [Theory]
    [InlineData(5, 4.60517f)]
    [InlineData(-1, 0)]
    [InlineData(2, 2)]
    public void The_logit_scale_stays_in_its_range(float before, float after)
    {
        using var scale = nn.Parameter(tensor(before));
        ClipOptimizer.ClampLogitScale(scale);
        Assert.Equal(after, scale.item<float>(), 1e-5f);
    }
}
