using Slug.Data.Images;
using Slug.Data.Laion;

namespace Slug.Data.Tests.Laion;

public class ShardImageEncoderTests
{
    [Theory]
    [InlineData(ImageResizeMode.Border, 100, 50, 32, 32)]
    [InlineData(ImageResizeMode.Border, 5, 10, 32, 32)]
    [InlineData(ImageResizeMode.Border, 1, 1000, 32, 32)]
    [InlineData(ImageResizeMode.ShorterSide, 100, 50, 64, 32)]
    [InlineData(ImageResizeMode.ShorterSide, 33, 100, 32, 97)]
    [InlineData(ImageResizeMode.ShorterSide, 32, 32, 32, 32)]
    public void Sizes_follow_the_mode(ImageResizeMode mode, int width, int height, int outWidth, int outHeight)
    {
        var image = Encode(TestImages.Jpeg(width, height), mode);
        Assert.Equal((outWidth, outHeight, width, height), (image.Width, image.Height, image.OriginalWidth, image.OriginalHeight));
        var decoded = RgbImage.Load(image.Jpeg);
        Assert.Equal((outWidth, outHeight), (decoded.Width, decoded.Height));
    }

    [Fact]
    public void Borders_are_white_and_the_image_is_in_the_middle()
    {
        var image = RgbImage.Load(Encode(TestImages.Png(64, 32, seed: 0), ImageResizeMode.Border).Jpeg);
        Assert.InRange(Pixel(image, 16, 1).Average(), 250, 255);
        Assert.InRange(Pixel(image, 16, 30).Average(), 250, 255);
        // Left in the middle: no red, half green, no blue.
        Assert.InRange(Pixel(image, 1, 16)[0], 0, 25);
        Assert.InRange(Pixel(image, 1, 16)[1], 100, 150);
    }

    [Fact]
    public void Transparency_becomes_white()
    {
        var image = RgbImage.Load(Encode(TestImages.Invisible(20, 20), ImageResizeMode.ShorterSide).Jpeg);
        Assert.All(image.Pixels, value => Assert.InRange(value, 253, 255));
    }

    [Theory]
    [InlineData("too many pixels")]
    [InlineData("too narrow")]
    [InlineData("unknown image format")]
    [InlineData("html instead of an image")]
    [InlineData("broken image")]
    public void Names_the_cause(string cause)
    {
        var png = TestImages.Png(20, 20);
        byte[] bytes = cause switch
        {
            "too many pixels" => TestImages.Bomb(15_000, 12_000),
            "too narrow" => TestImages.Png(2, 64),
            "unknown image format" => [1, 2, 3],
            "html instead of an image" => [.. "  <svg xmlns="u8],
            _ => png[..(png.Length / 2)],
        };
        var (image, actual) = new ShardImageEncoder(new ImageShardOptions { Resize = ImageResizeMode.ShorterSide }).Encode(bytes);
        Assert.Null(image);
        Assert.Equal(cause, actual);
    }

    private static ShardImage Encode(byte[] encoded, ImageResizeMode mode) =>
        new ShardImageEncoder(new ImageShardOptions { ImageSize = 32, Resize = mode }).Encode(encoded).Image!;

    private static double[] Pixel(RgbImage image, int x, int y) =>
        [.. image.Pixels.AsSpan(3 * ((y * image.Width) + x), 3).ToArray().Select(value => (double)value)];
}
