using Slug.Basics;
using Slug.Data.Emoji;
using Slug.Data.Images;

namespace Slug.Data.Tests.Emoji;

public class DrawingViewsTests
{
    // A black square of a quarter of the sides, left of the middle, on white.
    private static readonly RgbImage Square = new(64, 64, [.. Enumerable.Range(0, 64 * 64).SelectMany(i =>
        Enumerable.Repeat(i % 64 is >= 16 and < 32 && i / 64 is >= 24 and < 40 ? (byte)0 : (byte)255, 3))]);

    [Fact]
    public void The_first_picture_is_the_drawing_and_the_others_differ_from_it_and_from_each_other()
    {
        var views = DrawingViews.Of(Square, 8, SeededRandom.For(1, "views")).ToList();
        Assert.Equal(8, views.Count);
        Assert.Equal(Square.Pixels, views[0].Pixels);
        Assert.Equal(8, views.Select(v => Convert.ToHexString(v.Pixels)).Distinct().Count());
    }

    [Fact]
    public void The_drawing_stays_whole_near_its_place_and_about_its_size_on_a_white_ground()
    {
        var (left, right) = (0, 0);
        foreach (var view in DrawingViews.Of(Square, 200, SeededRandom.For(2, "views")).Skip(1))
        {
            Assert.True(view.Pixels[0] >= 200, "the ground is white, or a little darker where all is");
            var dark = Enumerable.Range(0, 64 * 64).Where(i => view.Pixels[3 * i] < 128).ToList();
            // 16 x 16 scaled by 0.85 to 1.15, and edges that fall either way.
            Assert.InRange(dark.Count, 256 * 0.85 * 0.85 * 0.85, 256 * 1.15 * 1.15 * 1.15);
            var x = dark.Average(i => i % 64);
            Assert.InRange(dark.Average(i => i / 64), 31.5 - 7, 31.5 + 7);
            if (x < 31.5) left++;
            else right++;
        }
        // Mirrored half of the time: 200 throws of a coin are within four deviations of 100.
        Assert.InRange(left, 72, 128);
        Assert.Equal(199, left + right);
    }

    [Fact]
    public void The_same_seed_gives_the_same_views()
    {
        var first = DrawingViews.Of(Square, 5, SeededRandom.For(3, "views")).SelectMany(v => v.Pixels).ToArray();
        Assert.Equal(first, DrawingViews.Of(Square, 5, SeededRandom.For(3, "views")).SelectMany(v => v.Pixels));
        Assert.NotEqual(first, DrawingViews.Of(Square, 5, SeededRandom.For(4, "views")).SelectMany(v => v.Pixels));
    }
}
