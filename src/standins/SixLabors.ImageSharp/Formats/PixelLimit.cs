namespace SixLabors.ImageSharp.Formats;

/// <summary>Stops small files that unpack to enormous images.</summary>
internal static class PixelLimit
{
    /// <summary>The number of pixels beyond which Pillow, too, takes an image for an attack.</summary>
    public const long MaxPixels = 178_956_970;

    /// <summary>Throws before memory is taken.</summary>
    public static void Require(Size size)
    {
        if (size.Width <= 0 || size.Height <= 0)
            throw new InvalidImageContentException($"The image says it is {size.Width}x{size.Height} pixels large.");
        if ((long)size.Width * size.Height > MaxPixels)
            throw new InvalidImageContentException(
                $"The image says it is {size.Width}x{size.Height} pixels large; more than {MaxPixels} pixels are refused.");
    }
}
