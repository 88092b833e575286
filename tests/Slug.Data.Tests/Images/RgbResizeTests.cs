using Slug.Data.Images;

namespace Slug.Data.Tests.Images;

public class RgbResizeTests
{
    public static TheoryData<string, int, int> Cases()
    {
        var cases = new TheoryData<string, int, int>();
        foreach (var filter in new[] { "bicubic", "box" })
            foreach (var (width, height) in new[] { (24, 24), (53, 20), (11, 37), (100, 90), (53, 37), (1, 1) })
                cases.Add(filter, width, height);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Equals_Pillow_to_the_last_bit(string filter, int width, int height)
    {
        var noise = RgbImage.Load(GoldenFiles.Read("resize/noise.png"));
        var expected = RgbImage.Load(GoldenFiles.Read($"resize/{filter}-{width}x{height}.png"));
        Assert.Equal(expected.Pixels, RgbResize.Apply(noise, filter == "box" ? ResampleFilter.Box : ResampleFilter.Bicubic, width, height).Pixels);
    }

    [Fact]
    public void Half_the_size_through_the_box_is_the_mean_of_four()
    {
        var image = new RgbImage(2, 2, [0, 0, 0, 4, 8, 12, 8, 16, 24, 12, 24, 36]);
        Assert.Equal([6, 12, 18], RgbResize.Apply(image, ResampleFilter.Box, 1, 1).Pixels);
    }

    [Fact]
    public void Sizes_must_be_positive() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RgbResize.Apply(new RgbImage(1, 1, new byte[3]), ResampleFilter.Bicubic, 0, 1));
}
