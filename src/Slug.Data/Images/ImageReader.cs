using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Slug.Data.Images;

/// <summary>What kind of pixels a file has, as far as Pillow treats them differently when it resizes.</summary>
internal enum PixelKind
{
    /// <summary>Gray or RGB.</summary>
    Opaque,

    /// <summary>With opacity: resized with the colours multiplied by it.</summary>
    Translucent,

    /// <summary>Palette indices or single bits: never interpolated.</summary>
    Indexed,
}

/// <summary>Decodes images; whatever is wrong with one becomes an <see cref="InvalidDataException"/>.</summary>
internal static class ImageReader
{
    /// <summary>Pillow, too, refuses images of twice this many pixels as an attack; we draw the line at its warning.</summary>
    public const long MaxPixels = 178_956_970;

    /// <summary>Decodes to the given pixels.</summary>
    /// <exception cref="InvalidDataException">The bytes are no image, a damaged one, or far too large.</exception>
    public static Image<TPixel> Decode<TPixel>(ReadOnlySpan<byte> encoded)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        try
        {
            RequireSize(Identify(encoded));
            return Image.Load<TPixel>(encoded);
        }
        catch (Exception failure) when (IsDamage(failure))
        {
            throw Unreadable(encoded, failure);
        }
    }

    /// <summary>Decodes to RGBA and says what the file held.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Decode"/>.</exception>
    public static (Image<Rgba32> Image, PixelKind Kind) DecodeWithKind(ReadOnlySpan<byte> encoded)
    {
        try
        {
            var info = Identify(encoded);
            RequireSize(info);
            return (Image.Load<Rgba32>(encoded), KindOf(encoded, info));
        }
        catch (Exception failure) when (IsDamage(failure))
        {
            throw Unreadable(encoded, failure);
        }
    }

    /// <summary>Whether the header says that the image has more pixels than that; false where there is no sound header.</summary>
    public static bool HasMorePixelsThan(ReadOnlySpan<byte> encoded, long pixels)
    {
        try
        {
            var info = Identify(encoded);
            return (long)info.Width * info.Height > pixels;
        }
        catch (Exception failure) when (IsDamage(failure))
        {
            return false;
        }
    }

    private static IImageInfo Identify(ReadOnlySpan<byte> encoded) =>
        Image.Identify(encoded.ToArray()) ?? throw new UnknownImageFormatException("Image cannot be loaded");

    private static PixelKind KindOf(ReadOnlySpan<byte> encoded, IImageInfo info)
    {
        var format = Image.DetectFormat(encoded.ToArray());
        if (format is PngFormat)
        {
            var png = info.Metadata.GetPngMetadata();
            return png.ColorType switch
            {
                PngColorType.Palette => PixelKind.Indexed,
                PngColorType.Grayscale when png.BitDepth == PngBitDepth.Bit1 => PixelKind.Indexed,
                PngColorType.RgbWithAlpha or PngColorType.GrayscaleWithAlpha => PixelKind.Translucent,
                _ => PixelKind.Opaque,
            };
        }
        // A JPEG with 32 bits holds four inks; for WebP the bits tell whether there is opacity.
        return format.Name == "WEBP" && info.PixelType.BitsPerPixel == 32
            ? PixelKind.Translucent
            : PixelKind.Opaque;
    }

    private static void RequireSize(IImageInfo info)
    {
        if ((long)info.Width * info.Height > MaxPixels)
            throw new InvalidDataException($"The image has {info.Width}x{info.Height} pixels; more than {MaxPixels} are refused.");
    }

    // Decoders stumble over damaged files in many ways; only these say something else. One image of millions must not end a crawl.
    private static bool IsDamage(Exception failure) =>
        failure is not (InvalidDataException or OutOfMemoryException or TypeLoadException or TypeInitializationException);

    private static InvalidDataException Unreadable(ReadOnlySpan<byte> encoded, Exception failure) =>
        new($"These {encoded.Length} bytes are no readable image: {failure.Message.TrimEnd('.')}.", failure);
}
