using System.Runtime.InteropServices;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Tests;

public class ImageDecodeTests
{
    [Theory]
    [InlineData("rgb.png")]
    [InlineData("rgba.png")]
    [InlineData("gray.png")]
    [InlineData("gray4.png")]
    [InlineData("gray-alpha.png")]
    [InlineData("bit.png")]
    [InlineData("palette.png")]
    [InlineData("palette-transparent.png")]
    [InlineData("rgb16.png")]
    [InlineData("rgb-key.png")]
    [InlineData("interlaced.png")]
    [InlineData("lossless.webp")]
    public void Lossless_files_have_Pillows_pixels(string name) =>
        Assert.Equal(GoldenFiles.PillowRgba(name), Rgba(name));

    [Theory]
    [InlineData("color.jpg")]
    [InlineData("full-color.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("gray.jpg")]
    [InlineData("inks.jpg")]
    [InlineData("lossy.webp")]
    public void Lossy_files_have_Pillows_pixels_within_the_freedom_of_decoders(string name)
    {
        var (largest, mean) = GoldenFiles.Difference(GoldenFiles.PillowRgba(name), Rgba(name));
        Assert.InRange(largest, 0, 6);
        Assert.InRange(mean, 0, 1);
    }

    [Theory]
    [InlineData("rgba.png")]
    [InlineData("palette-transparent.png")]
    [InlineData("rgb16.png")]
    [InlineData("color.jpg")]
    [InlineData("lossless.webp")]
    public void Rgb_is_Rgba_without_the_opacity(string name)
    {
        using var rgb = Image.Load<Rgb24>(GoldenFiles.Read(name));
        using var rgba = Image.Load<Rgba32>(GoldenFiles.Read(name));
        for (var y = 0; y < rgb.Height; y++)
            for (var x = 0; x < rgb.Width; x++)
            {
                var pixel = rgba[x, y];
                Assert.Equal(new Rgb24(pixel.R, pixel.G, pixel.B), rgb[x, y]);
            }
    }

    [Fact]
    public void Gray_pixels_come_from_gray_files_unchanged_and_from_colours_by_the_television_weights()
    {
        using var gray = Image.Load<L8>(GoldenFiles.Read("gray.png"));
        var expected = GoldenFiles.PillowRgba("gray.png");
        for (var i = 0; i < gray.Width; i++)
            Assert.Equal(expected[4 * i], gray[i, 0].PackedValue);
        L8 pixel = default;
        pixel.FromRgb24(new Rgb24(255, 0, 0));
        Assert.Equal(54, pixel.PackedValue);
        pixel.FromRgb24(new Rgb24(0, 255, 0));
        Assert.Equal(182, pixel.PackedValue);
    }

    [Fact]
    public void Streams_are_read_from_where_they_stand_and_files_by_path()
    {
        byte[] data = [9, 9, .. GoldenFiles.Read("rgb.png")];
        using var stream = new MemoryStream(data) { Position = 2 };
        using var a = Image.Load<Rgb24>(stream);
        using var b = Image.Load<Rgb24>(GoldenFiles.PathOf("rgb.png"));
        Assert.Equal(Bytes(b), Bytes(a));
    }

    [Fact]
    public void Decoding_on_many_threads_gives_the_same_pixels()
    {
        string[] names = ["rgba.png", "color.jpg", "lossless.webp", "inks.jpg", "rgb16.png"];
        var expected = names.ToDictionary(name => name, Rgba);
        var wrong = 0;
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var name = names[i % names.Length];
            if (!Rgba(name).AsSpan().SequenceEqual(expected[name]))
                Interlocked.Increment(ref wrong);
        });
        Assert.Equal(0, wrong);
    }

    internal static byte[] Bytes<TPixel>(Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var bytes = new byte[image.Width * image.Height * Marshal.SizeOf<TPixel>()];
        image.CopyPixelDataTo(bytes);
        return bytes;
    }

    private static byte[] Rgba(string name)
    {
        using var image = Image.Load<Rgba32>(GoldenFiles.Read(name));
        return Bytes(image);
    }
}
