using SixLabors.ImageSharp.Formats;

namespace SixLabors.ImageSharp.Metadata;

/// <summary>What an image's file said besides its pixels.</summary>
public sealed class ImageMetadata
{
    private readonly object? _formatMetadata;

    /// <summary>Metadata of an image that was in no file.</summary>
    public ImageMetadata()
    {
    }

    internal ImageMetadata(IImageFormat format, object formatMetadata)
    {
        DecodedImageFormat = format;
        _formatMetadata = formatMetadata;
    }

    /// <summary>The format of the file, or null for an image that was in none.</summary>
    public IImageFormat? DecodedImageFormat { get; }

    /// <summary>What is particular to a format; the format's defaults if the image was in a file of another.</summary>
    public TFormatMetadata GetFormatMetadata<TFormatMetadata>(IImageFormat<TFormatMetadata> key)
        where TFormatMetadata : class
        => _formatMetadata as TFormatMetadata ?? key.CreateDefaultFormatMetadata();
}
