using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Slug.Benchmarks;

/// <summary>Pictures with smooth colours, edges and some noise: what a camera's JPEG holds, roughly.</summary>
internal static class BenchmarkImages
{
    /// <summary>Writes <c>000.jpg</c> and so on, the same ones every time.</summary>
    public static void Write(string folder, int files, int width, int height)
    {
        var random = new Random(1);
        for (var file = 0; file < files; file++)
        {
            using var image = new Image<Rgb24>(width, height);
            var (a, b, c) = (random.NextDouble() / 40, random.NextDouble() / 30, random.Next(20, 120));
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var edge = x / c % 2 == y / c % 2 ? 40 : 0;
                    var wave = (int)(80 * (Math.Sin(x * a) + Math.Cos(y * b)) / 2);
                    image[x, y] = new Rgb24(Level(110 + wave + edge), Level(120 - wave), Level(90 + edge - (wave / 2)));
                }
            }

            image.SaveAsJpeg(Path.Combine(folder, $"{file:000}.jpg"));
        }

        byte Level(int value) => (byte)Math.Clamp(value + random.Next(-8, 9), 0, 255);
    }
}
