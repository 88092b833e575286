using Slug.Data.Images;

namespace Slug.Data.Tests.Images;

public class RgbResizeTests
{
    [Theory]
    [InlineData(24, 24)]
    [InlineData(53, 20)]
    [InlineData(11, 37)]
    [InlineData(100, 90)]
    [InlineData(53, 37)]
    [InlineData(1, 1)]
    public void Equals_Pillow_to_the_last_bit(int width, int height)
    {
        var noise = RgbImage.Load(GoldenFiles.Read("resize/noise.png"));
        var expected = RgbImage.Load(GoldenFiles.Read($"resize/bicubic-{width}x{height}.png"));
        Assert.Equal(expected.Pixels, RgbResize.Apply(noise, ResampleFilter.Bicubic, width, height).Pixels);
    }

    [Fact]
    public void Sizes_must_be_positive() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RgbResize.Apply(new RgbImage(1, 1, new byte[3]), ResampleFilter.Bicubic, 0, 1));
}
