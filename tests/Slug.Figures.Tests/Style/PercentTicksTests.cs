using Slug.Figures.Style;

namespace Slug.Figures.Tests.Style;

public class PercentTicksTests
{
    [Theory]
    [InlineData(-3, 113, "0 20 40 60 80 100")]
    [InlineData(48, 53, "48 49 50 51 52 53")]
    [InlineData(0, 0.5, "0 0.1 0.2 0.3 0.4 0.5")]
    [InlineData(33, 62, "35 40 45 50 55 60")]
    public void Round_and_never_below_0_or_above_100(double low, double high, string expected) =>
        Assert.Equal(expected, string.Join(' ', PercentTicks.Between(low, high)));
}
