using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using Slug.Data.Images;

namespace Slug.Data.Tests.Images;

public class RgbImageTests
{
    [Fact]
    public void Opacity_lets_white_shine_through()
    {
        using var image = Image.LoadPixelData<Rgba32>((byte[])[10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 255, 51], 3, 1);
        using var png = new MemoryStream();
        image.SaveAsPng(png);
        Assert.Equal([10, 20, 30, 255, 255, 255, 204, 224, 255], RgbImage.LoadOnWhite(png.ToArray()).Pixels);
    }

    [Fact]
    public void Png_round_trip_keeps_the_pixels()
    {
        var image = new RgbImage(2, 1, [1, 2, 3, 250, 251, 252]);
        Assert.Equal(image.Pixels, RgbImage.Load(image.ToPng()).Pixels);
    }

    [Fact]
    public void The_array_must_fit_the_size() => Assert.Throws<ArgumentException>(() => new RgbImage(2, 2, new byte[11]));
}
