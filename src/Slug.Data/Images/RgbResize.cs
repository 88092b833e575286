namespace Slug.Data.Images;

/// <summary>Takes images of three bytes a pixel through the resampler, which works on four.</summary>
internal static class RgbResize
{
    public static RgbImage Apply(RgbImage image, ResampleFilter filter, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        var wide = new byte[4 * image.Width * image.Height];
        for (var (from, to) = (0, 0); from < image.Pixels.Length; from += 3, to += 4)
            image.Pixels.AsSpan(from, 3).CopyTo(wide.AsSpan(to));
        var resized = PillowResampler.Resize(
            wide, image.Width, image.Height, filter, width, height, new PixelWindow(0, 0, width, height));
        var pixels = new byte[3 * width * height];
        for (var (from, to) = (0, 0); to < pixels.Length; from += 4, to += 3)
            resized.AsSpan(from, 3).CopyTo(pixels.AsSpan(to));
        return new RgbImage(width, height, pixels);
    }
}
