using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Formats.Webp;

/// <summary>Writes WebP.</summary>
public sealed class WebpEncoder : ImageEncoder
{
    /// <summary>Lossy where nothing is said.</summary>
    public WebpFileFormatType? FileFormat { get; init; }

    /// <summary>For lossy files, from 0 (small) to 100 (good).</summary>
    public int Quality { get; init; } = 75;

    private protected override unsafe byte[] Encode(RawPixels pixels)
    {
        var bytes = pixels.Channels == 1 ? ToRgb(pixels.Bytes) : pixels.Bytes;
        var channels = Math.Max(3, pixels.Channels);
        var stride = pixels.Width * channels;
        byte* data = null;
        try
        {
            nuint length;
            fixed (byte* source = bytes)
                length = (channels, FileFormat) switch
                {
                    (3, WebpFileFormatType.Lossless) =>
                        WebpNative.WebPEncodeLosslessRGB(source, pixels.Width, pixels.Height, stride, out data),
                    (4, WebpFileFormatType.Lossless) =>
                        WebpNative.WebPEncodeLosslessRGBA(source, pixels.Width, pixels.Height, stride, out data),
                    (3, _) => WebpNative.WebPEncodeRGB(source, pixels.Width, pixels.Height, stride, Quality, out data),
                    _ => WebpNative.WebPEncodeRGBA(source, pixels.Width, pixels.Height, stride, Quality, out data),
                };
            if (length == 0)
                throw new ImageFormatException(
                    $"libwebp cannot encode an image of {pixels.Width}x{pixels.Height}; neither side may exceed 16383 pixels.");
            return new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        }
        finally
        {
            WebpNative.WebPFree(data);
        }
    }

    private static byte[] ToRgb(ReadOnlySpan<byte> gray)
    {
        var rgb = new byte[checked(gray.Length * 3)];
        for (var i = 0; i < gray.Length; i++)
            rgb.AsSpan(i * 3, 3).Fill(gray[i]);
        return rgb;
    }
}
