using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SkiaSharp;

namespace Slug.Data.Images.Decoding;

/// <summary>
/// What ImageSharp may read here: JPEG, PNG and WebP, each by <see cref="SkiaDecoder"/>. Files of the web are read through <see cref="Configuration"/> alone, so
/// that no decoder of any other format sees their bytes.
/// </summary>
internal sealed class WebPictures : IConfigurationModule
{
    private WebPictures()
    {
    }

    /// <summary>ImageSharp's settings with these formats and no others.</summary>
    public static Configuration Configuration { get; } = new(new WebPictures());

    void IConfigurationModule.Configure(Configuration configuration)
    {
        Add(configuration, JpegFormat.Instance, SKEncodedImageFormat.Jpeg, bytes => bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]));
        Add(configuration, PngFormat.Instance, SKEncodedImageFormat.Png, bytes => bytes.StartsWith(PngHeader.Signature));
        Add(configuration, WebpFormat.Instance, SKEncodedImageFormat.Webp, bytes => bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBPVP"u8));
    }

    private static void Add(Configuration configuration, IImageFormat format, SKEncodedImageFormat encoded, Signature signature)
    {
        configuration.ImageFormatsManager.AddImageFormat(format);
        configuration.ImageFormatsManager.AddImageFormatDetector(new Detector(format, signature));
        configuration.ImageFormatsManager.SetDecoder(format, new SkiaDecoder(encoded));
    }

    private delegate bool Signature(ReadOnlySpan<byte> bytes);

    // Exactly what Skia goes by: it must never look for another format in a file that was taken for one of these.
    private sealed class Detector(IImageFormat format, Signature signature) : IImageFormatDetector
    {
        public int HeaderSize => 14;

        public IImageFormat DetectFormat(ReadOnlySpan<byte> header) => header.Length >= HeaderSize && signature(header) ? format : null!;
    }
}
