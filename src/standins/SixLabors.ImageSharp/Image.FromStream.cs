using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <content>Reading from streams, from where they stand to their end.</content>
public abstract partial class Image
{
    /// <summary>The format that the stream begins like; a seekable stream is left where it stood.</summary>
    /// <inheritdoc cref="DetectFormat(ReadOnlySpan{byte})"/>
    public static IImageFormat DetectFormat(Stream stream) =>
        ImageCodec.Detect(Rest(stream, rewind: true)).Format;

    /// <inheritdoc cref="Identify(ReadOnlySpan{byte})"/>
    public static ImageInfo Identify(Stream stream) => IdentifyAny(Rest(stream));

    /// <inheritdoc cref="Identify(ReadOnlySpan{byte})"/>
    public static ImageInfo Identify(DecoderOptions options, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Identify(stream);
    }

    /// <inheritdoc cref="Load{TPixel}(ReadOnlySpan{byte})"/>
    public static Image<TPixel> Load<TPixel>(Stream stream)
        where TPixel : unmanaged, IPixel<TPixel>
        => Load<TPixel>(DecoderOptions.Default, stream);

    /// <inheritdoc cref="Load{TPixel}(ReadOnlySpan{byte})"/>
    public static Image<TPixel> Load<TPixel>(DecoderOptions options, Stream stream)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(options);
        return LoadAny<TPixel>(options, Rest(stream));
    }

    private static byte[] Rest(Stream stream, bool rewind = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead)
            throw new NotSupportedException("Cannot read from the stream.");
        var start = stream.CanSeek ? stream.Position : 0;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        if (rewind && stream.CanSeek)
            stream.Position = start;
        return memory.ToArray();
    }
}
