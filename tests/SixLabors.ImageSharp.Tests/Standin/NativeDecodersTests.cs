using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Tests.Standin;

/// <summary>The stand-in and Pillow stand on the same native decoders, so their pixels are equal; the real package's are close.</summary>
public class NativeDecodersTests
{
    [Theory]
    [InlineData("color.jpg")]
    [InlineData("full-color.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("gray.jpg")]
    [InlineData("inks.jpg")]
    [InlineData("lossy.webp")]
    public void Lossy_files_have_Pillows_pixels(string name)
    {
        using var image = Image.Load<Rgba32>(GoldenFiles.Read(name));
        var (largest, _) = GoldenFiles.Difference(GoldenFiles.PillowRgba(name), ImageDecodeTests.Bytes(image));
        Assert.InRange(largest, 0, 1);
    }

    [Theory]
    [InlineData("color.jpg", 0.8)]
    [InlineData("progressive.jpg", 0.6)]
    [InlineData("lossless.webp", 0.5)]
    [InlineData("lossy.webp", 0.5)]
    public void A_file_that_is_cut_off_is_invalid_in_every_format(string name, double kept)
    {
        var data = GoldenFiles.Read(name);
        Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(data.AsSpan(0, (int)(data.Length * kept))));
    }

    [Fact]
    public void A_jpeg_with_stray_bytes_between_its_segments_is_read()
    {
        var data = GoldenFiles.Read("color.jpg");
        byte[] odd = [.. data[..20], 0, 0, .. data[20..]];
        using var expected = Image.Load<Rgb24>(data);
        using var image = Image.Load<Rgb24>(odd);
        Assert.Equal(ImageDecodeTests.Bytes(expected), ImageDecodeTests.Bytes(image));
    }
}
