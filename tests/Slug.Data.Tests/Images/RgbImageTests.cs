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
    public void The_middle_square_of_a_tall_or_a_wide_image()
    {
        var pixels = Enumerable.Range(0, 3 * 3 * 2).Select(i => (byte)i).ToArray();
        Assert.Equal(pixels[..12], new RgbImage(2, 3, pixels).MiddleSquare().Pixels);
        Assert.Equal([0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14], new RgbImage(3, 2, pixels).MiddleSquare().Pixels);
    }

    [Fact]
    public void The_array_must_fit_the_size() => Assert.Throws<ArgumentException>(() => new RgbImage(2, 2, new byte[11]));

    [Fact]
    public void A_smaller_image_takes_in_all_pixels_that_it_covers()
    {
        // By hand: a triangle over four pixels, of which three lie within it: 3/7, 3/7, 1/7.
        byte[] row = [0, 100, 200, 40];
        var resized = new RgbImage(4, 1, [.. row.SelectMany(v => new[] { v, v, v })]).Resize(2, 1);
        Assert.Equal([71, 71, 71, 117, 117, 117], resized.Pixels);
    }

    [Fact]
    public void A_jpeg_is_read_back_nearly_as_it_was()
    {
        var image = new RgbImage(16, 16, [.. Enumerable.Range(0, 16 * 16).SelectMany(i => new[] { (byte)(i / 16 * 10), (byte)120, (byte)(i % 16 * 10) })]);
        var jpeg = image.ToJpeg();
        Assert.Equal([0xFF, 0xD8], jpeg[..2]);
        Assert.All(RgbImage.Load(jpeg).Pixels.Zip(image.Pixels), p => Assert.InRange(Math.Abs(p.First - p.Second), 0, 24));
    }
}
