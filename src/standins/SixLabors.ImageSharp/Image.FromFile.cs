using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <content>Reading from files.</content>
public abstract partial class Image
{
    /// <inheritdoc cref="DetectFormat(ReadOnlySpan{byte})"/>
    public static IImageFormat DetectFormat(string path) => ImageCodec.Detect(AllOf(path)).Format;

    /// <inheritdoc cref="Identify(ReadOnlySpan{byte})"/>
    public static ImageInfo Identify(string path) => IdentifyAny(AllOf(path));

    /// <inheritdoc cref="Identify(ReadOnlySpan{byte})"/>
    public static ImageInfo Identify(DecoderOptions options, string path)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Identify(path);
    }

    /// <inheritdoc cref="Load{TPixel}(ReadOnlySpan{byte})"/>
    public static Image<TPixel> Load<TPixel>(string path)
        where TPixel : unmanaged, IPixel<TPixel>
        => Load<TPixel>(DecoderOptions.Default, path);

    /// <inheritdoc cref="Load{TPixel}(ReadOnlySpan{byte})"/>
    public static Image<TPixel> Load<TPixel>(DecoderOptions options, string path)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(options);
        return LoadAny<TPixel>(options, AllOf(path));
    }

    private static byte[] AllOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return File.ReadAllBytes(path);
    }
}
