using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Tests;

public class ImageEncodeTests
{
    [Fact]
    public void Png_keeps_every_pixel_of_every_type()
    {
        using var rgba = Image.Load<Rgba32>(GoldenFiles.Read("rgba.png"));
        using var rgb = Image.Load<Rgb24>(GoldenFiles.Read("rgb.png"));
        using var gray = Image.Load<L8>(GoldenFiles.Read("gray.png"));
        AssertKept(rgba, PngColorType.RgbWithAlpha);
        AssertKept(rgb, PngColorType.Rgb);
        AssertKept(gray, PngColorType.Grayscale);
    }

    [Fact]
    public void The_same_pixels_give_the_same_bytes()
    {
        using var image = Image.Load<Rgb24>(GoldenFiles.Read("rgb.png"));
        Assert.Equal(Png(image), Png(image));
    }

    [Fact]
    public void Jpeg_gets_larger_and_closer_with_quality()
    {
        using var image = Image.Load<Rgb24>(GoldenFiles.Read("color.jpg"));
        var (smallSize, smallMean) = Jpeg(image, 20);
        var (largeSize, largeMean) = Jpeg(image, 95);
        Assert.True(smallSize < largeSize, $"{smallSize} < {largeSize}");
        Assert.True(largeMean < smallMean, $"{largeMean} < {smallMean}");
        Assert.InRange(largeMean, 0, 2);
        Assert.Throws<ArgumentException>(() => new JpegEncoder { Quality = 0 });
    }

    [Fact]
    public void Lossless_webp_keeps_every_visible_pixel_and_lossy_comes_close()
    {
        using var image = Image.Load<Rgb24>(GoldenFiles.Read("color.jpg"));
        using var lossless = new MemoryStream();
        image.SaveAsWebp(lossless, new WebpEncoder { FileFormat = WebpFileFormatType.Lossless });
        using var back = Image.Load<Rgb24>(lossless.ToArray());
        Assert.Equal(ImageDecodeTests.Bytes(image), ImageDecodeTests.Bytes(back));

        using var lossy = new MemoryStream();
        image.SaveAsWebp(lossy, new WebpEncoder { Quality = 90 });
        using var near = Image.Load<Rgb24>(lossy.ToArray());
        Assert.InRange(GoldenFiles.Difference(ImageDecodeTests.Bytes(image), ImageDecodeTests.Bytes(near)).Mean, 0, 4);
    }

    [Fact]
    public void Files_are_written_by_path()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("image-").FullName, "a.png");
        using var image = new Image<Rgb24>(3, 2, new Rgb24(1, 2, 3));
        image.SaveAsPng(path);
        using var back = Image.Load<Rgb24>(path);
        Assert.Equal(new Rgb24(1, 2, 3), back[2, 1]);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static void AssertKept<TPixel>(Image<TPixel> image, PngColorType color)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var png = Png(image);
        using var back = Image.Load<TPixel>(png);
        Assert.Equal(ImageDecodeTests.Bytes(image), ImageDecodeTests.Bytes(back));
        Assert.Equal(color, Image.Identify(png).Metadata.GetPngMetadata().ColorType);
    }

    private static byte[] Png(Image image)
    {
        using var stream = new MemoryStream();
        image.SaveAsPng(stream);
        return stream.ToArray();
    }

    private static (long Size, double Mean) Jpeg(Image<Rgb24> image, int quality)
    {
        using var stream = new MemoryStream();
        image.SaveAsJpeg(stream, new JpegEncoder { Quality = quality });
        using var back = Image.Load<Rgb24>(stream.ToArray());
        return (stream.Length, GoldenFiles.Difference(ImageDecodeTests.Bytes(image), ImageDecodeTests.Bytes(back)).Mean);
    }
}
