namespace Slug.Data.Images;

/// <summary>Resizes as Pillow's antialiased bicubic filter does.</summary>
public static class PillowBicubic
{
    /// <summary>Resizes an image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Width or height is not positive.</exception>
    public static RgbImage Apply(RgbImage image, int width, int height) => RgbResize.Apply(image, ResampleFilter.Bicubic, width, height);
}
