using Slug.Data.Images;

namespace Slug.Data.Tests.Images;

public class AreaResizeTests
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
        var expected = RgbImage.Load(GoldenFiles.Read($"resize/box-{width}x{height}.png"));
        Assert.Equal(expected.Pixels, AreaResize.Apply(noise, width, height).Pixels);
    }

    [Fact]
    public void Half_the_size_is_the_mean_of_four()
    {
        var image = new RgbImage(2, 2, [0, 0, 0, 4, 8, 12, 8, 16, 24, 12, 24, 36]);
        Assert.Equal([6, 12, 18], AreaResize.Apply(image, 1, 1).Pixels);
    }
}
