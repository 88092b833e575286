using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Slug.Experiments.Tests.MiniatureWorld;

/// <summary>Draws pictures: a subject has its own ground and its own disc, a number its place and size.</summary>
internal static class WorldPictures
{
    public static byte[] Jpeg(int width, int height, int subject, int number)
    {
        using var image = new Image<Rgb24>(width, height);
        var (ground, disc) = (Colour((subject * 2) + 1), Colour((subject * 2) + 2));
        var (x0, y0) = (width * (3 + (number % 5)) / 10, height * (3 + (number / 5 % 5)) / 10);
        var radius = Math.Min(width, height) * (15 + (subject % 15)) / 100;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                image[x, y] = ((x - x0) * (x - x0)) + ((y - y0) * (y - y0)) < radius * radius ? disc : ground;
        }

        using var stream = new MemoryStream();
        image.SaveAsJpeg(stream, new JpegEncoder { Quality = 90 });
        return stream.ToArray();
    }

    // Knuth's multiplicative hash: neighbours get colours far apart.
    private static Rgb24 Colour(int number)
    {
        var mixed = (uint)number * 2_654_435_761;
        return new Rgb24((byte)(mixed >> 24), (byte)(mixed >> 16), (byte)(mixed >> 8));
    }
}
