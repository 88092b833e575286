using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;

namespace SixLabors.ImageSharp;

/// <summary>What an image's header says.</summary>
public class ImageInfo
{
    /// <summary>Gathers the facts.</summary>
    public ImageInfo(PixelTypeInfo pixelType, Size size, ImageMetadata? metadata)
    {
        PixelType = pixelType;
        Size = size;
        Metadata = metadata ?? new ImageMetadata();
    }

    /// <summary>The pixels as they lie in the file.</summary>
    public PixelTypeInfo PixelType { get; }

    /// <summary>What else the file says.</summary>
    public ImageMetadata Metadata { get; }

    /// <summary>Width and height in pixels.</summary>
    public Size Size { get; }

    /// <summary>The number of pixels in a row.</summary>
    public int Width => Size.Width;

    /// <summary>The number of rows.</summary>
    public int Height => Size.Height;
}
