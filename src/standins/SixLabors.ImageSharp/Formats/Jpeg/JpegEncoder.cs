using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>Writes JPEG; opacity is dropped.</summary>
public sealed class JpegEncoder : ImageEncoder
{
    private const int DefaultQuality = 75;

    // From here on the real package, too, keeps the colours at full resolution.
    private const int FullColorQuality = 91;
    private readonly int? _quality;

    /// <summary>From 1 (small) to 100 (good); 75 where none is given.</summary>
    /// <exception cref="ArgumentException">The value is out of this range.</exception>
    public int? Quality
    {
        get => _quality;
        init => _quality = value is null or (>= 1 and <= 100)
            ? value
            : throw new ArgumentException("Quality must be in [1..100].", nameof(value));
    }

    private protected override unsafe byte[] Encode(RawPixels pixels)
    {
        using var handle = JpegHandle.ForWriting();
        var quality = Quality ?? DefaultQuality;
        var (format, sampling) = pixels.Channels switch
        {
            1 => (TurboJpegNative.PixelGray, TurboJpegNative.SamplingGray),
            3 => (TurboJpegNative.PixelRgb, ColorSampling(quality)),
            _ => (TurboJpegNative.PixelRgba, ColorSampling(quality)),
        };
        byte* data = null;
        var size = new CULong(0);
        try
        {
            fixed (byte* source = pixels.Bytes)
                handle.Check(TurboJpegNative.tjCompress2(
                    handle.Value, source, pixels.Width, pixels.Stride, pixels.Height, format, ref data, ref size, sampling, quality, 0));
            return new ReadOnlySpan<byte>(data, checked((int)size.Value)).ToArray();
        }
        finally
        {
            TurboJpegNative.tjFree(data);
        }
    }

    private static int ColorSampling(int quality) =>
        quality >= FullColorQuality ? TurboJpegNative.Sampling444 : TurboJpegNative.Sampling420;
}
