using System.Runtime.Intrinsics;

namespace Slug.Data.Images;

/// <summary>Takes images of three bytes a pixel through the resampler, which works on four.</summary>
internal static class RgbResize
{
    /// <summary>Resizes an image with Pillow's numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Width or height is not positive.</exception>
    public static RgbImage Apply(RgbImage image, ResampleFilter filter, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var wide = new byte[4 * image.Width * image.Height];
        for (var (from, to) = (0, 0); from < image.Pixels.Length; from += 3, to += 4)
            image.Pixels.AsSpan(from, 3).CopyTo(wide.AsSpan(to));
        var resized = PillowResampler.Resize(
            wide, image.Width, image.Height, filter, width, height, new PixelWindow(0, 0, width, height));
        return new RgbImage(width, height, ToRgb(resized));
    }

    /// <summary>The resampler's pixels <c>[pixels, 4]</c> without the fourth byte, <c>[pixels, 3]</c>.</summary>
    public static byte[] ToRgb(ReadOnlySpan<byte> resized)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(resized.Length / 4 * 3);
        var (from, to) = (0, 0);
        // Four pixels at once; what is written too far is written again.
        for (; to <= pixels.Length - Vector128<byte>.Count; from += 16, to += 12)
            Vector128.Shuffle(Vector128.Create(resized.Slice(from, 16)), Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15)).CopyTo(pixels.AsSpan(to));
        for (; to < pixels.Length; from += 4, to += 3)
            resized.Slice(from, 3).CopyTo(pixels.AsSpan(to));
        return pixels;
    }
}
