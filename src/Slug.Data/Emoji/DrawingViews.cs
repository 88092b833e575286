using System.Runtime.InteropServices;
using SkiaSharp;
using Slug.Basics;
using Slug.Data.Images;

namespace Slug.Data.Emoji;

/// <summary>
/// Seeded views of a drawing: mirrored, scaled, shifted, turned, lighter or darker, within somewhat less than what the demo's training
/// does to its pictures. A few held-out drawings of a thing make a coarse measure; their views make a finer one.
/// </summary>
internal static class DrawingViews
{
    private const double Scale = 0.15, Shift = 0.05, Turn = 0.15, Light = 0.2;

    /// <summary>The drawing itself and views of it.</summary>
    /// <param name="drawing">The drawing on white, of any size.</param>
    /// <param name="count">How many pictures in all; the first is the drawing as it is.</param>
    /// <param name="random">Decides the views; the same numbers are drawn for each.</param>
    /// <returns>Pictures of the drawing's size.</returns>
    public static IEnumerable<RgbImage> Of(RgbImage drawing, int count, SeededRandom random)
    {
        if (count > 0) yield return drawing;
        for (var i = 1; i < count; i++)
        {
            var mirrored = random.NextDouble() < 0.5;
            var (scale, turn) = (1 + Within(random, Scale), Within(random, Turn));
            var (x, y) = (Within(random, Shift), Within(random, Shift));
            var (brightness, contrast) = (1 + Within(random, Light), 1 + Within(random, Light));
            yield return Lit(Moved(drawing, mirrored, (float)scale, (float)turn, (float)(x * drawing.Width), (float)(y * drawing.Height)), brightness, contrast);
        }
    }

    private static double Within(SeededRandom random, double range) => ((2 * random.NextDouble()) - 1) * range;

    private static RgbImage Moved(RgbImage drawing, bool mirrored, float scale, float turn, float x, float y)
    {
        var info = new SKImageInfo(drawing.Width, drawing.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var pixels = new byte[4 * drawing.Width * drawing.Height];
        for (var i = 0; i < drawing.Width * drawing.Height; i++)
        {
            drawing.Pixels.AsSpan(3 * i, 3).CopyTo(pixels.AsSpan(4 * i));
            pixels[(4 * i) + 3] = 255;
        }

        using var image = SKImage.FromPixelCopy(info, pixels);
        using var surface = SKSurface.Create(info);
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.White);
        canvas.Translate((drawing.Width / 2f) + x, (drawing.Height / 2f) + y);
        canvas.RotateRadians(turn);
        canvas.Scale(mirrored ? -scale : scale, scale);
        canvas.DrawImage(image, -drawing.Width / 2f, -drawing.Height / 2f, new SKSamplingOptions(SKFilterMode.Linear));
        var moved = new byte[pixels.Length];
        var pinned = GCHandle.Alloc(moved, GCHandleType.Pinned);
        try
        {
            if (!surface.ReadPixels(info, pinned.AddrOfPinnedObject(), info.RowBytes, 0, 0)) throw new InvalidOperationException("Skia gave no pixels of a picture that it drew.");
        }
        finally
        {
            pinned.Free();
        }

        var rgb = new byte[3 * drawing.Width * drawing.Height];
        for (var i = 0; i < drawing.Width * drawing.Height; i++) moved.AsSpan(4 * i, 3).CopyTo(rgb.AsSpan(3 * i));
        return new RgbImage(drawing.Width, drawing.Height, rgb);
    }

    private static RgbImage Lit(RgbImage image, double brightness, double contrast)
    {
        var mean = image.Pixels.Average(p => (double)p);
        byte[] levels = [.. Enumerable.Range(0, 256).Select(v => (byte)Math.Clamp(Math.Round((((v - mean) * contrast) + mean) * brightness), 0, 255))];
        return new RgbImage(image.Width, image.Height, [.. image.Pixels.Select(p => levels[p])]);
    }
}
