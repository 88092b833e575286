namespace ScottPlot.Tests.Primitives;

public class PixelRectTests
{
    [Theory]
    [InlineData(Alignment.UpperLeft, 0, 0)]
    [InlineData(Alignment.MiddleCenter, 45, 40)]
    [InlineData(Alignment.LowerRight, 90, 80)]
    [InlineData(Alignment.UpperRight, 90, 0)]
    public void Aligned_inside_a_larger_one(Alignment alignment, float left, float top)
    {
        PixelRect placed = new PixelRect(0, 10, 20, 0).AlignedInside(new PixelRect(0, 100, 100, 0), alignment);

        Assert.Equal((left, top), (placed.Left, placed.Top));
    }

    [Fact]
    public void Touching_is_not_overlapping()
    {
        PixelRect rect = new(0, 10, 10, 0);

        Assert.False(rect.Overlaps(new PixelRect(10, 20, 10, 0)));
        Assert.True(rect.Overlaps(new PixelRect(9, 20, 20, 9)));
    }

    [Theory]
    [InlineData(Alignment.UpperLeft, 0, 0)]
    [InlineData(Alignment.LowerRight, -30, -10)]
    [InlineData(Alignment.MiddleCenter, -15, -5)]
    public void A_text_box_lies_around_its_aligned_point(Alignment alignment, float left, float top)
    {
        PixelRect box = new MeasuredText { Size = new PixelSize(30, 10) }.Rect(alignment);

        Assert.Equal((left, top), (box.Left, box.Top));
    }
}
