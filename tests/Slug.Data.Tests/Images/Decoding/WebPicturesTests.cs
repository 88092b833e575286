using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using Slug.Data.Images;
using Slug.Data.Images.Decoding;

namespace Slug.Data.Tests.Images.Decoding;

public class WebPicturesTests
{
    [Fact]
    public void Three_formats_are_read_each_by_Skia()
    {
        var manager = WebPictures.Configuration.ImageFormatsManager;
        Assert.Equal(["JPEG", "PNG", "Webp"], manager.ImageFormats.Select(format => format.Name).Order());
        Assert.All(manager.ImageFormats, format => Assert.IsType<SkiaDecoder>(manager.FindDecoder(format)));
    }

    // The beginnings of what Skia or ImageSharp could read besides, and of what looks like WebP to one and not to the other.
    [Theory]
    [InlineData("GIF89a")]
    [InlineData("BM")]
    [InlineData("II*\0")]
    [InlineData("MM\0*")]
    [InlineData("II\u0055\0")]
    [InlineData("\0\0\u0001\0\u0001\0")]
    [InlineData("\0\0\u0002\0")]
    [InlineData("\0\0\u0008\u0008")]
    [InlineData("P6 2 2 255\n")]
    [InlineData("\0\0\0\u0020ftypavif")]
    [InlineData("RIFF\u0040\0\0\0WEBPAAAA")]
    [InlineData("RIFF\u0040\0\0\0WAVE")]
    [InlineData("\u00FF\u00D8")]
    public void No_other_format_is_looked_at(string beginning)
    {
        byte[] file = [.. beginning.Select(letter => (byte)letter), .. new byte[100]];
        var error = Assert.Throws<InvalidDataException>(() => ImageReader.Decode(file));
        Assert.Equal($"These {file.Length} bytes are no readable image: they begin like no JPEG, PNG or WebP.", error.Message);
        Assert.False(ImageReader.IsKnown(file));
        Assert.False(ImageReader.HasMorePixelsThan(file, 0));
    }

    [Fact]
    public void Nothing_is_no_image() =>
        Assert.Equal("These 0 bytes are no readable image: there are none.", Assert.Throws<InvalidDataException>(() => ImageReader.Decode([])).Message);

    [Theory]
    [InlineData("JPEG", "it is cut off")]
    [InlineData("PNG", "its header is damaged or cut off")]
    public void Damage_says_what_is_wrong(string format, string reason)
    {
        var file = format == "JPEG" ? TestImages.Jpeg(40, 30)[..^40] : TestImages.Png(40, 30)[..20];
        var error = Assert.Throws<InvalidDataException>(() => ImageReader.Decode(file));
        Assert.Equal($"These {file.Length} bytes are no readable image: {reason}.", error.Message);
        Assert.True(ImageReader.IsKnown(file));
    }

    [Fact]
    public void A_header_that_claims_an_enormous_image_is_refused_before_memory_is_taken()
    {
        var bomb = TestImages.Bomb(200_000, 200_000);
        var before = GC.GetTotalAllocatedBytes();
        var error = Assert.Throws<InvalidDataException>(() => ImageReader.Decode(bomb));
        Assert.Equal("The image has 200000x200000 pixels; more than 178956970 are refused.", error.Message);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 16 << 20);
        Assert.True(ImageReader.HasMorePixelsThan(bomb, ImageReader.MaxPixels));
    }

    [Fact]
    public void Streams_are_read_from_where_they_stand_to_any_pixels()
    {
        var png = TestImages.Png(9, 7);
        using var stream = new MemoryStream([9, 9, .. png]) { Position = 2 };
        using var image = Image.Load<Rgb24>(WebPictures.Configuration, stream);
        Assert.Equal(RgbImage.Load(png).Pixels[..3], new[] { image[0, 0].R, image[0, 0].G, image[0, 0].B });
        Assert.Equal((9, 7), (image.Width, image.Height));
    }

    [Fact]
    public void Nothing_in_the_sources_reads_pictures_by_ImageSharps_own_decoders()
    {
        var readers = new Regex(@"(?<!\w)(Image\.(Load(?!PixelData)|Identify|DetectFormat)|SKCodec\.Create|SKBitmap\.Decode|SKImage\.FromEncoded)");
        var found = new[] { "src", "build" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root(), folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => readers.IsMatch(File.ReadAllText(path)))
            .Select(path => Path.GetFileName(path)).Order();
        Assert.Equal(["ImageReader.cs", "SkiaDecoder.cs"], found);
    }

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../.."));
}
