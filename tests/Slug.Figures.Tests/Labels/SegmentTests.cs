using Slug.Figures.Labels;

namespace Slug.Figures.Tests.Labels;

public class SegmentTests
{
    private static readonly Box Unit = new(0, 0, 10, 10);

    [Theory]
    [InlineData(-5, 5, 15, 5, true)]
    [InlineData(-5, -5, 15, 15, true)]
    [InlineData(2, 2, 3, 3, true)]
    [InlineData(-5, 5, -1, 5, false)]
    [InlineData(-5, 8, 8, 21, false)]
    [InlineData(11, -5, 11, 15, false)]
    public void Crosses_a_box(double x1, double y1, double x2, double y2, bool expected) =>
        Assert.Equal(expected, new Segment(x1, y1, x2, y2).Crosses(Unit));

    [Fact]
    public void Crosses_another_segment()
    {
        Segment diagonal = new(0, 0, 10, 10);

        Assert.True(diagonal.Crosses(new Segment(0, 10, 10, 0)));
        Assert.False(diagonal.Crosses(new Segment(0, 1, 9, 10)));
        Assert.False(diagonal.Crosses(new Segment(20, 0, 0, 30)));
    }
}
