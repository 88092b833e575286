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
        var pixels = new byte[resized.Length / 4 * 3];
        for (var (from, to) = (0, 0); to < pixels.Length; from += 4, to += 3)
            resized.Slice(from, 3).CopyTo(pixels.AsSpan(to));
        return pixels;
    }
}
