using ScottPlot.Native;

namespace ScottPlot.Tests.Native;

public class PngTests
{
    [Fact]
    public void Opaque_pixels_come_back_as_written()
    {
        byte[,,] rgb = new byte[5, 7, 3];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i / 21, i / 3 % 7, i % 3] = (byte)(i * 37);
        Image image = new(rgb);

        (uint[] pixels, int width, int height) = PngDecoder.Decode(image.GetImageBytes());

        Assert.Equal((7, 5), (width, height));
        Assert.Equal(image.Pixels, pixels);
        Assert.Equal(new Color(rgb[2, 3, 0], rgb[2, 3, 1], rgb[2, 3, 2]).ARGB, pixels[(2 * 7) + 3]);
    }

    [Fact]
    public void Transparent_pixels_come_back_up_to_rounding()
    {
        uint[] premultiplied = [0x00000000, 0x80402010, 0xFF123456, 0x10100800];

        (uint[] pixels, _, _) = PngDecoder.Decode(PngEncoder.Encode(premultiplied, 2, 2));

        for (int i = 0; i < 4; i++)
        {
            for (int shift = 0; shift < 32; shift += 8)
                Assert.InRange((int)((pixels[i] >> shift) & 255) - (int)((premultiplied[i] >> shift) & 255), -1, 1);
        }
    }

    [Fact]
    public void Other_and_torn_files_are_refused_with_the_reason()
    {
        byte[] whole = new Image(new byte[40, 40]).GetImageBytes();

        Assert.Contains("PNG only", Assert.Throws<NotSupportedException>(() => new Image([0xFF, 0xD8, 0xFF, 0xE0, 0, 0, 0, 0])).Message);
        Assert.Contains("damaged", Assert.Throws<NotSupportedException>(() => new Image(whole[..^20])).Message);
        Assert.Throws<FileNotFoundException>(() => new Image("/nowhere/at/all.png"));
    }
}
