using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;
using Slug.Data.Images;

namespace Slug.Data.Laion;

/// <summary>An image as it goes into a shard.</summary>
internal sealed record ShardImage(byte[] Jpeg, int Width, int Height, int OriginalWidth, int OriginalHeight);

/// <summary>Decodes what came from the network, brings it to its size and encodes it as JPEG.</summary>
/// <param name="options">Size, mode and quality.</param>
internal sealed class ShardImageEncoder(ImageShardOptions options)
{
    // An image this many times longer than wide would become enormous when its shorter side is made the size.
    private const int MostNarrow = 32;

    // Decoded, an image may take 700 MB: those above a ninth of that wait for each other, so that no crowd of decoders holds several.
    private const long LargePixels = 20_000_000;
    private static readonly Lock Large = new();

    /// <summary>The image, or the cause why it is left out.</summary>
    public (ShardImage? Image, string? Cause) Encode(byte[] encoded)
    {
        if (!ImageReader.HasMorePixelsThan(encoded, LargePixels))
            return EncodeAny(encoded);
        lock (Large)
            return EncodeAny(encoded);
    }

    private (ShardImage? Image, string? Cause) EncodeAny(byte[] encoded)
    {
        try
        {
            using var image = PillowImage.Load(encoded);
            if (options.Resize == ImageResizeMode.ShorterSide
                && Math.Max(image.Width, image.Height) / Math.Min(image.Width, image.Height) >= MostNarrow)
                return (null, SkipCause.TooNarrow);
            if (image.Kind != PixelKind.Opaque)
                Opacity.LayOnWhite(image.Rgba);
            var (pixels, width, height) = options.Resize == ImageResizeMode.Border ? Bordered(image) : Shortened(image);
            return (new ShardImage(ToJpeg(pixels, width, height), width, height, image.Width, image.Height), null);
        }
        catch (InvalidDataException)
        {
            return (null, CauseOf(encoded));
        }
    }

    private (byte[] Pixels, int Width, int Height) Shortened(PillowImage image)
    {
        var shorter = Math.Min(image.Width, image.Height);
        var (width, height) = (Scaled(image.Width, shorter), Scaled(image.Height, shorter));
        return (Resize(image, width, height), width, height);
    }

    private (byte[] Pixels, int Width, int Height) Bordered(PillowImage image)
    {
        var size = options.ImageSize;
        var longer = Math.Max(image.Width, image.Height);
        var (width, height) = (Scaled(image.Width, longer), Scaled(image.Height, longer));
        var inner = Resize(image, width, height);
        if (width == height)
            return (inner, size, size);
        var square = new byte[4 * size * size];
        square.AsSpan().Fill(byte.MaxValue);
        var (left, top) = ((size - width) / 2, (size - height) / 2);
        for (var y = 0; y < height; y++)
            inner.AsSpan(4 * y * width, 4 * width).CopyTo(square.AsSpan(4 * (((top + y) * size) + left)));
        return (square, size, size);
    }

    private int Scaled(int side, int reference) => Math.Max(1, (int)Math.Round((double)side * options.ImageSize / reference));

    private static byte[] Resize(PillowImage image, int width, int height) =>
        width == image.Width && height == image.Height
            ? image.Rgba.ToArray()
            : PillowResampler.Resize(
                image.Rgba, image.Width, image.Height, ResampleFilter.Bicubic, width, height, new PixelWindow(0, 0, width, height));

    private byte[] ToJpeg(byte[] rgba, int width, int height)
    {
        using var image = Image.LoadPixelData<Rgba32>(rgba, width, height);
        using var stream = new MemoryStream();
        image.SaveAsJpeg(stream, new JpegEncoder { Quality = options.Quality });
        return stream.ToArray();
    }

    private static string CauseOf(ReadOnlySpan<byte> encoded)
    {
        if (encoded.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'<', ..])
            return SkipCause.Html;
        if (ImageReader.HasMorePixelsThan(encoded, ImageReader.MaxPixels))
            return SkipCause.TooManyPixels;
        return ImageReader.IsKnown(encoded) ? SkipCause.BrokenImage : SkipCause.UnknownFormat;
    }
}
