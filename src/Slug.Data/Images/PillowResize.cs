namespace Slug.Data.Images;

/// <summary>Pillow's way through an image file: decoded, resized by the rules of its kind of pixels, converted to RGB.</summary>
internal static class PillowResize
{
    /// <summary>
    /// Cuts <paramref name="crop"/> out of the decoded image, resizes it to <paramref name="outWidth"/> by
    /// <paramref name="outHeight"/> bicubically and returns the <paramref name="window"/> of the result as <c>[height, width, 4]</c>,
    /// of which the fourth byte means nothing.
    /// </summary>
    public static byte[] Bicubic(PillowImage image, PixelWindow crop, int outWidth, int outHeight, PixelWindow window)
    {
        var source = image.Cut(crop);
        if (image.Kind == PixelKind.Indexed)
            return PillowNearest.Resize(source, crop.Width, crop.Height, outWidth, outHeight, window);
        var unchanged = outWidth == crop.Width && outHeight == crop.Height;
        if (image.Kind == PixelKind.Translucent && !unchanged)
        {
            // Else the colour of invisible pixels would bleed into the visible ones.
            var premultiplied = source.ToArray();
            Opacity.Multiply(premultiplied);
            var resized = PillowResampler.Resize(
                premultiplied, crop.Width, crop.Height, ResampleFilter.Bicubic, outWidth, outHeight, window);
            Opacity.Divide(resized);
            return resized;
        }
        return PillowResampler.Resize(source, crop.Width, crop.Height, ResampleFilter.Bicubic, outWidth, outHeight, window);
    }
}
