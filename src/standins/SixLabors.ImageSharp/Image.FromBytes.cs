using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <content>Reading from memory, which all other ways of reading end in.</content>
public abstract partial class Image
{
    /// <summary>The format that the bytes begin like.</summary>
    /// <exception cref="ArgumentNullException">There are no bytes.</exception>
    /// <exception cref="UnknownImageFormatException">It is none of PNG, JPEG, WebP.</exception>
    public static IImageFormat DetectFormat(ReadOnlySpan<byte> buffer) => ImageCodec.Detect(NotEmpty(buffer)).Format;

    /// <summary>What an encoded image's header says.</summary>
    /// <exception cref="ArgumentNullException">There are no bytes.</exception>
    /// <exception cref="UnknownImageFormatException">The format is unknown.</exception>
    /// <exception cref="InvalidImageContentException">The header is damaged.</exception>
    public static ImageInfo Identify(ReadOnlySpan<byte> buffer) => IdentifyAny(NotEmpty(buffer));

    /// <inheritdoc cref="Identify(ReadOnlySpan{byte})"/>
    public static ImageInfo Identify(DecoderOptions options, ReadOnlySpan<byte> buffer)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Identify(buffer);
    }

    /// <summary>Decodes an image.</summary>
    /// <exception cref="ArgumentNullException">There are no bytes.</exception>
    /// <exception cref="UnknownImageFormatException">The format is unknown.</exception>
    /// <exception cref="InvalidImageContentException">The content is damaged, cut off or too large.</exception>
    public static Image<TPixel> Load<TPixel>(ReadOnlySpan<byte> data)
        where TPixel : unmanaged, IPixel<TPixel>
        => Load<TPixel>(DecoderOptions.Default, data);

    /// <inheritdoc cref="Load{TPixel}(ReadOnlySpan{byte})"/>
    public static Image<TPixel> Load<TPixel>(DecoderOptions options, ReadOnlySpan<byte> data)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(options);
        return LoadAny<TPixel>(options, NotEmpty(data));
    }

    private static ImageInfo IdentifyAny(ReadOnlySpan<byte> data)
    {
        var codec = ImageCodec.Detect(data);
        var header = codec.ReadHeader(data);
        return new ImageInfo(new PixelTypeInfo(header.BitsPerPixel), header.Size, codec.MetadataOf(header));
    }

    private static Image<TPixel> LoadAny<TPixel>(DecoderOptions options, ReadOnlySpan<byte> data)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var codec = ImageCodec.Detect(data);
        var header = codec.ReadHeader(data);
        PixelLimit.Require(header.Size);
        var image = new Image<TPixel>(options.Configuration, codec.MetadataOf(header), header.Size.Width, header.Size.Height);
        codec.Decode(data, header, image);
        return image;
    }

    // The real package reads spans through a pointer, and an empty span has none.
    private static ReadOnlySpan<byte> NotEmpty(ReadOnlySpan<byte> buffer) =>
        buffer.IsEmpty ? throw new ArgumentNullException(nameof(buffer)) : buffer;
}
