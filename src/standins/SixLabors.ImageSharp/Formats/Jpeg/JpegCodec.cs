using System.Buffers;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Formats.Jpeg;

/// <summary>
/// Reads JPEG by libjpeg-turbo with its accurate transform and smooth upsampling, which gives the pixels that Pillow gives.
/// </summary>
internal sealed class JpegCodec : ImageCodec
{
    public override IImageFormat Format => JpegFormat.Instance;

    public override unsafe ImageHeader ReadHeader(ReadOnlySpan<byte> data)
    {
        fixed (byte* pointer = data)
        {
            using var handle = JpegHandle.ForReading();
            var (size, color) = ReadHeader(handle, pointer, data.Length);
            var bits = color switch
            {
                TurboJpegNative.ColorGray => 8,
                TurboJpegNative.ColorCmyk or TurboJpegNative.ColorYcck => 32,
                _ => 24,
            };
            return new ImageHeader(size, bits, new JpegMetadata());
        }
    }

    protected override bool Recognises(ReadOnlySpan<byte> data) => data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    protected override void DecodeRgb(ReadOnlySpan<byte> data, ImageHeader header, Span<byte> destination) =>
        Decode(data, destination, channels: 3);

    protected override void DecodeRgba(ReadOnlySpan<byte> data, ImageHeader header, Span<byte> destination) =>
        Decode(data, destination, channels: 4);

    private static unsafe void Decode(ReadOnlySpan<byte> data, Span<byte> destination, int channels)
    {
        using var handle = JpegHandle.ForReading();
        fixed (byte* pointer = data)
        fixed (byte* pixels = destination)
        {
            var (size, color) = ReadHeader(handle, pointer, data.Length);
            if (color is TurboJpegNative.ColorCmyk or TurboJpegNative.ColorYcck)
                DecodeInks(handle, pointer, data.Length, size, destination, channels);
            else
                handle.Check(TurboJpegNative.tjDecompress2(
                    handle.Value, pointer, new CULong((nuint)data.Length), pixels, size.Width, 0, size.Height,
                    channels == 3 ? TurboJpegNative.PixelRgb : TurboJpegNative.PixelRgba, 0));
        }
    }

    // Printing colours cannot be turned into RGB by the library. Files hold them inverted (Adobe's way), so that RGB is ink times black.
    private static unsafe void DecodeInks(
        JpegHandle handle, byte* data, int length, Size size, Span<byte> destination, int channels)
    {
        var count = checked(size.Width * size.Height * 4);
        var inks = ArrayPool<byte>.Shared.Rent(count);
        try
        {
            fixed (byte* pixels = inks)
                handle.Check(TurboJpegNative.tjDecompress2(
                    handle.Value, data, new CULong((nuint)length), pixels, size.Width, 0, size.Height, TurboJpegNative.PixelCmyk, 0));
            for (var (from, to) = (0, 0); from < count; from += 4, to += channels)
            {
                for (var c = 0; c < 3; c++)
                    destination[to + c] = (byte)(((inks[from + c] * inks[from + 3]) + 127) / 255);
                if (channels == 4)
                    destination[to + 3] = byte.MaxValue;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(inks);
        }
    }

    private static unsafe (Size Size, int Color) ReadHeader(JpegHandle handle, byte* data, int length)
    {
        handle.Check(TurboJpegNative.tjDecompressHeader3(
            handle.Value, data, new CULong((nuint)length), out var width, out var height, out _, out var color));
        return (new Size(width, height), color);
    }
}
