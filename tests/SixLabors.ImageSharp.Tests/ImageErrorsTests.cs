using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Tests;

public class ImageErrorsTests
{
    [Fact]
    public void No_bytes_at_all_are_a_null_argument() =>
        Assert.Throws<ArgumentNullException>(() => Image.Load<Rgb24>(ReadOnlySpan<byte>.Empty));

    [Fact]
    public void An_empty_stream_has_no_known_format() =>
        Assert.Throws<UnknownImageFormatException>(() => Image.Load<Rgb24>(new MemoryStream()));

    [Fact]
    public void Garbage_has_no_known_format()
    {
        byte[] garbage = [.. Enumerable.Range(1, 300).Select(i => (byte)(i * 37))];
        Assert.Throws<UnknownImageFormatException>(() => Image.Load<Rgb24>(garbage));
        Assert.Throws<UnknownImageFormatException>(() => Image.Identify(garbage));
        Assert.Throws<UnknownImageFormatException>(() => Image.DetectFormat(garbage));
    }

    [Theory]
    [InlineData("rgb.png", 0.5)]
    [InlineData("rgba.png", 0.9)]
    public void A_file_that_is_cut_off_is_invalid(string name, double kept)
    {
        var data = GoldenFiles.Read(name);
        Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(data.AsSpan(0, (int)(data.Length * kept))));
    }

    [Fact]
    public void A_png_with_a_damaged_header_is_invalid()
    {
        var data = GoldenFiles.Read("rgb.png");
        data[18] ^= 0xFF;
        Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(data));
    }

    [Fact]
    public void A_missing_file_is_that() =>
        Assert.Throws<FileNotFoundException>(() => Image.Load<Rgb24>(GoldenFiles.PathOf("none.png")));

    [Fact]
    public void Nulls_are_refused()
    {
        Assert.Throws<ArgumentNullException>(() => Image.Load<Rgb24>((Stream)null!));
        Assert.Throws<ArgumentNullException>(() => Image.Load<Rgb24>((string)null!));
        Assert.Throws<ArgumentNullException>(() => Image.Identify((Stream)null!));
    }

    [Fact]
    public void A_disposed_image_cannot_be_used()
    {
        var image = new Image<Rgb24>(2, 2);
        image.Dispose();
        image.Dispose();
        Assert.Throws<ObjectDisposedException>(() => image.CopyPixelDataTo(new Rgb24[4]));
        Assert.Throws<ObjectDisposedException>(() => image.SaveAsPng(new MemoryStream()));
    }
}
