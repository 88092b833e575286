using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Metadata;

namespace SixLabors.ImageSharp;

/// <summary>Shorthands for the formats' own metadata.</summary>
public static partial class MetadataExtensions
{
    /// <summary>What the PNG says about its pixels; defaults for an image that was none.</summary>
    public static PngMetadata GetPngMetadata(this ImageMetadata source) => source.GetFormatMetadata(PngFormat.Instance);
}
