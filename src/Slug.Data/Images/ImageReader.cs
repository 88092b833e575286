using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;
using Slug.Data.Images.Decoding;

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
    private const string NoFormat = "it begins like no JPEG, PNG or WebP";

    /// <inheritdoc cref="SkiaDecoder.MaxPixels"/>
    public const long MaxPixels = SkiaDecoder.MaxPixels;

    /// <summary>Decodes to RGBA, in one piece of memory.</summary>
    /// <exception cref="InvalidDataException">The bytes are no image, a damaged one, or far too large.</exception>
    public static Image<Rgba32> Decode(ReadOnlySpan<byte> encoded) => Decode(encoded, out _);

    /// <summary>Decodes to RGBA and says what the file held.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Decode(ReadOnlySpan{byte})"/>.</exception>
    public static (Image<Rgba32> Image, PixelKind Kind) DecodeWithKind(ReadOnlySpan<byte> encoded)
    {
        var image = Decode(encoded, out var format);
        return (image, KindOf(encoded, image, format));
    }

    /// <summary>Whether the first bytes are those of a format that is read here.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> encoded) => !encoded.IsEmpty && Image.DetectFormat(WebPictures.Configuration, encoded) is not null;

    /// <summary>Whether the header says that the image has more pixels than that; false where there is no sound header.</summary>
    public static bool HasMorePixelsThan(ReadOnlySpan<byte> encoded, long pixels)
    {
        try
        {
            return Identify(encoded) is { } info && (long)info.Width * info.Height > pixels;
        }
        catch (Exception failure) when (IsDamage(failure))
        {
            return false;
        }
    }

    /// <summary>Why bytes do not begin with the header of an image that is read here; null where they do. No pixel is decoded.</summary>
    public static string? WhyNoHeader(ReadOnlySpan<byte> encoded)
    {
        try
        {
            if (encoded.IsEmpty || Identify(encoded) is not { } info) return encoded.IsEmpty ? "it is empty" : NoFormat;
            return (long)info.Width * info.Height <= MaxPixels ? null : $"it has {info.Width}x{info.Height} pixels; more than {MaxPixels} are refused";
        }
        catch (Exception failure) when (IsDamage(failure))
        {
            return failure is UnknownImageFormatException ? NoFormat : failure.Message.TrimEnd('.');
        }
    }

    private static Image<Rgba32> Decode(ReadOnlySpan<byte> encoded, out IImageFormat format)
    {
        try
        {
            return Image.Load<Rgba32>(WebPictures.Configuration, encoded, out format);
        }
        catch (Exception failure) when (IsDamage(failure))
        {
            throw Unreadable(encoded, failure);
        }
    }

    private static unsafe IImageInfo? Identify(ReadOnlySpan<byte> encoded)
    {
        fixed (byte* first = encoded)
        {
            using var stream = new UnmanagedMemoryStream(first, encoded.Length);
            return Image.Identify(WebPictures.Configuration, stream);
        }
    }

    private static PixelKind KindOf(ReadOnlySpan<byte> encoded, Image image, IImageFormat format)
    {
        if (format is WebpFormat)
            return Identify(encoded) is { PixelType.BitsPerPixel: 32 } ? PixelKind.Translucent : PixelKind.Opaque;
        if (format is not PngFormat)
            return PixelKind.Opaque;
        var png = image.Metadata.GetPngMetadata();
        return png.ColorType switch
        {
            PngColorType.Palette => PixelKind.Indexed,
            PngColorType.Grayscale when png.BitDepth == PngBitDepth.Bit1 => PixelKind.Indexed,
            PngColorType.RgbWithAlpha or PngColorType.GrayscaleWithAlpha => PixelKind.Translucent,
            _ => PixelKind.Opaque,
        };
    }

    // Decoders stumble over damaged files in many ways; only these say something else. One image of millions must not end a crawl.
    private static bool IsDamage(Exception failure) =>
        failure is not (InvalidDataException or OutOfMemoryException or TypeLoadException or TypeInitializationException or DllNotFoundException);

    private static InvalidDataException Unreadable(ReadOnlySpan<byte> encoded, Exception failure) =>
        new($"These {encoded.Length} bytes are no readable image: {Reason(encoded, failure)}.", failure);

    private static string Reason(ReadOnlySpan<byte> encoded, Exception failure) => encoded.IsEmpty ? "there are none"
        : failure is UnknownImageFormatException ? "they begin like no JPEG, PNG or WebP"
        : failure.Message.TrimEnd('.');
}
