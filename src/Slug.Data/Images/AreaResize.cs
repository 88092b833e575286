namespace Slug.Data.Images;

/// <summary>Resizes by taking the mean over the area that each output pixel covers (Pillow's box filter).</summary>
public static class AreaResize
{
    /// <summary>Resizes an image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Width or height is not positive.</exception>
    public static RgbImage Apply(RgbImage image, int width, int height) => RgbResize.Apply(image, ResampleFilter.Box, width, height);
}
