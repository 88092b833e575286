using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;

namespace SixLabors.ImageSharp.Tests;

public class ImageIdentifyTests
{
    [Theory]
    [InlineData("rgb.png", PngColorType.Rgb, PngBitDepth.Bit8, 24)]
    [InlineData("rgb16.png", PngColorType.Rgb, PngBitDepth.Bit16, 48)]
    [InlineData("rgba.png", PngColorType.RgbWithAlpha, PngBitDepth.Bit8, 32)]
    [InlineData("gray-alpha.png", PngColorType.GrayscaleWithAlpha, PngBitDepth.Bit8, 16)]
    [InlineData("bit.png", PngColorType.Grayscale, PngBitDepth.Bit1, 1)]
    [InlineData("palette.png", PngColorType.Palette, PngBitDepth.Bit8, 8)]
    public void Png_headers_say_the_kind_of_pixels(string name, PngColorType color, PngBitDepth depth, int bits)
    {
        var info = Image.Identify(GoldenFiles.Read(name));
        Assert.Equal((18, 13), (info.Width, info.Height));
        Assert.Equal(bits, info.PixelType.BitsPerPixel);
        Assert.Same(PngFormat.Instance, info.Metadata.DecodedImageFormat);
        Assert.Equal(color, info.Metadata.GetPngMetadata().ColorType);
        Assert.Equal(depth, info.Metadata.GetPngMetadata().BitDepth);
    }

    [Theory]
    [InlineData("color.jpg", 24)]
    [InlineData("gray.jpg", 8)]
    [InlineData("inks.jpg", 32)]
    public void Jpeg_headers_say_the_number_of_channels(string name, int bits)
    {
        var info = Image.Identify(GoldenFiles.PathOf(name));
        Assert.Equal((54, 39, bits), (info.Width, info.Height, info.PixelType.BitsPerPixel));
        Assert.Same(JpegFormat.Instance, info.Metadata.DecodedImageFormat);
    }

    [Theory]
    [InlineData("lossless.webp", 32)]
    [InlineData("lossy.webp", 24)]
    public void Webp_headers_say_whether_there_is_opacity(string name, int bits)
    {
        using var stream = File.OpenRead(GoldenFiles.PathOf(name));
        var info = Image.Identify(stream);
        Assert.Equal(bits, info.PixelType.BitsPerPixel);
        Assert.Same(WebpFormat.Instance, info.Metadata.DecodedImageFormat);
    }

    [Fact]
    public void Formats_are_told_by_content_and_the_stream_stays_where_it_was()
    {
        using var stream = new MemoryStream(GoldenFiles.Read("color.jpg"));
        Assert.Same(JpegFormat.Instance, Image.DetectFormat(stream));
        Assert.Equal(0, stream.Position);
        Assert.Same(PngFormat.Instance, Image.DetectFormat(GoldenFiles.PathOf("rgb.png")));
        Assert.Same(WebpFormat.Instance, Image.DetectFormat(GoldenFiles.Read("lossy.webp")));
    }
}
