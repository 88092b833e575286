namespace SixLabors.ImageSharp.Formats;

/// <summary>Describes pixels.</summary>
public class PixelTypeInfo
{
    /// <summary>Makes the description.</summary>
    public PixelTypeInfo(int bitsPerPixel) => BitsPerPixel = bitsPerPixel;

    /// <summary>The number of bits that a pixel takes in the file before compression.</summary>
    public int BitsPerPixel { get; }
}
