using System.Runtime.InteropServices;

namespace Slug.Data.Images;

/// <summary>
/// Pillow's nearest-neighbour resize, which it falls back to for palette and single-bit images whatever filter is asked for.
/// </summary>
internal static class PillowNearest
{
    /// <summary>As <see cref="PillowResampler.Resize"/>.</summary>
    public static byte[] Resize(ReadOnlySpan<byte> source, int width, int height, int outWidth, int outHeight, PixelWindow window)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(source);
        var result = new byte[window.Width * window.Height * 4];
        var target = MemoryMarshal.Cast<byte, uint>(result.AsSpan());
        var columns = Positions(width, outWidth);
        var rows = Positions(height, outHeight);
        for (var y = 0; y < window.Height; y++)
            for (var x = 0; x < window.Width; x++)
                target[(y * window.Width) + x] = pixels[(rows[window.Y + y] * width) + columns[window.X + x]];
        return result;
    }

    // Pillow adds up the step instead of multiplying, and where the sum falls just short of a whole number so must ours.
    private static int[] Positions(int size, int outSize)
    {
        var step = (double)size / outSize;
        var positions = new int[outSize];
        var at = step * 0.5;
        for (var i = 0; i < outSize; i++)
        {
            positions[i] = Math.Min((int)at, size - 1);
            at += step;
        }
        return positions;
    }
}
