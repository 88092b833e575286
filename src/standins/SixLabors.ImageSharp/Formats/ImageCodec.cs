using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats;

/// <summary>What a codec found in a header.</summary>
/// <param name="Size">Width and height.</param>
/// <param name="BitsPerPixel">Bits per pixel in the file.</param>
/// <param name="FormatMetadata">The format's own metadata.</param>
internal sealed record ImageHeader(Size Size, int BitsPerPixel, object FormatMetadata);

/// <summary>Reads one format by its native library. Codecs keep no state, so any number of threads may decode at once.</summary>
internal abstract class ImageCodec
{
    private static readonly ImageCodec[] All = [new PngCodec(), new JpegCodec(), new WebpCodec()];

    /// <summary>The format that the codec reads.</summary>
    public abstract IImageFormat Format { get; }

    /// <summary>The codec for data that begins like this.</summary>
    public static ImageCodec Detect(ReadOnlySpan<byte> data)
    {
        foreach (var codec in All)
            if (codec.Recognises(data))
                return codec;
        throw new UnknownImageFormatException(
            $"The image cannot be read: its first bytes are those of none of {string.Join(", ", All.Select(codec => codec.Format.Name))}.");
    }

    /// <summary>Reads the header.</summary>
    public abstract ImageHeader ReadHeader(ReadOnlySpan<byte> data);

    /// <summary>The header's metadata as the public type.</summary>
    public ImageMetadata MetadataOf(ImageHeader header) => new(Format, header.FormatMetadata);

    /// <summary>Decodes into the image, which has the header's size.</summary>
    public void Decode<TPixel>(ReadOnlySpan<byte> data, ImageHeader header, Image<TPixel> image)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        if (typeof(TPixel) == typeof(Rgb24))
        {
            DecodeRgb(data, header, MemoryMarshal.AsBytes(image.Pixels));
        }
        else if (typeof(TPixel) == typeof(Rgba32))
        {
            DecodeRgba(data, header, MemoryMarshal.AsBytes(image.Pixels));
        }
        else
        {
            var rgb = new Rgb24[image.Pixels.Length];
            DecodeRgb(data, header, MemoryMarshal.AsBytes(rgb.AsSpan()));
            for (var i = 0; i < rgb.Length; i++)
                image.Pixels[i].FromRgb24(rgb[i]);
        }
    }

    /// <summary>True for data that begins with the format's mark.</summary>
    protected abstract bool Recognises(ReadOnlySpan<byte> data);

    /// <summary>Fills <c>[height, width, 3]</c> bytes; opacity is dropped.</summary>
    protected abstract void DecodeRgb(ReadOnlySpan<byte> data, ImageHeader header, Span<byte> destination);

    /// <summary>Fills <c>[height, width, 4]</c> bytes.</summary>
    protected abstract void DecodeRgba(ReadOnlySpan<byte> data, ImageHeader header, Span<byte> destination);
}
