using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;

namespace Slug.Data.Images.Decoding;

/// <summary>What a picture's header says. <paramref name="PixelType"/> has 32 bits where there is opacity, else 24.</summary>
internal sealed record PictureInfo(int Width, int Height, PixelTypeInfo PixelType, ImageMetadata Metadata) : IImageInfo;
