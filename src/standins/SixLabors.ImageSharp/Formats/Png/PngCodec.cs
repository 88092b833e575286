using System.Buffers;
using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Reads PNG by libspng: every colour type, bit depth, transparency and interlacing.</summary>
internal sealed class PngCodec : ImageCodec
{
    // Metadata chunks of real files are far smaller; a compressed one could unpack to anything.
    private const int MaxChunkBytes = 32 << 20;
    private const int MaxCacheBytes = 64 << 20;
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public override IImageFormat Format => PngFormat.Instance;

    public override unsafe ImageHeader ReadHeader(ReadOnlySpan<byte> data)
    {
        fixed (byte* pointer = data)
        {
            using var context = Open(pointer, data.Length);
            context.Check(SpngNative.spng_get_ihdr(context.Handle, out var header));
            var color = (PngColorType)header.ColorType;
            var samples = color switch
            {
                PngColorType.Rgb => 3,
                PngColorType.RgbWithAlpha => 4,
                PngColorType.GrayscaleWithAlpha => 2,
                _ => 1,
            };
            return new ImageHeader(
                new Size((int)header.Width, (int)header.Height),
                samples * header.BitDepth,
                new PngMetadata { BitDepth = (PngBitDepth)header.BitDepth, ColorType = color });
        }
    }

    protected override bool Recognises(ReadOnlySpan<byte> data) => data.StartsWith(Signature);

    protected override void DecodeRgb(ReadOnlySpan<byte> data, ImageHeader header, Span<byte> destination)
    {
        if (Is16Bit(header))
            Decode16(data, destination, channels: 3);
        else
            Decode(data, destination, SpngNative.FormatRgb8, flags: 0);
    }

    protected override void DecodeRgba(ReadOnlySpan<byte> data, ImageHeader header, Span<byte> destination)
    {
        if (Is16Bit(header))
            Decode16(data, destination, channels: 4);
        else
            Decode(data, destination, SpngNative.FormatRgba8, SpngNative.DecodeTransparency);
    }

    private static bool Is16Bit(ImageHeader header) => ((PngMetadata)header.FormatMetadata).BitDepth == PngBitDepth.Bit16;

    // libspng would cut off the low byte; the real package rounds.
    private static void Decode16(ReadOnlySpan<byte> data, Span<byte> destination, int channels)
    {
        var samples = checked(destination.Length / channels * 4);
        var wide = ArrayPool<ushort>.Shared.Rent(samples);
        try
        {
            Decode(data, MemoryMarshal.AsBytes(wide.AsSpan(0, samples)), SpngNative.FormatRgba16, SpngNative.DecodeTransparency);
            for (var (from, to) = (0, 0); to < destination.Length; from += 4, to += channels)
                for (var c = 0; c < channels; c++)
                    destination[to + c] = (byte)(((wide[from + c] * 255) + 32895) >> 16);
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(wide);
        }
    }

    private static unsafe void Decode(ReadOnlySpan<byte> data, Span<byte> destination, int format, int flags)
    {
        fixed (byte* pointer = data)
        fixed (byte* pixels = destination)
        {
            using var context = Open(pointer, data.Length);
            context.Check(SpngNative.spng_decode_image(context.Handle, pixels, (nuint)destination.Length, format, flags));
        }
    }

    private static unsafe SpngContext Open(byte* data, int length)
    {
        var context = new SpngContext(0);
        try
        {
            context.Check(SpngNative.spng_set_chunk_limits(context.Handle, MaxChunkBytes, MaxCacheBytes));
            // A damaged comment is no reason to refuse an image, a damaged pixel is.
            context.Check(SpngNative.spng_set_crc_action(context.Handle, SpngNative.CrcError, SpngNative.CrcDiscard));
            context.Check(SpngNative.spng_set_png_buffer(context.Handle, data, (nuint)length));
            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }
}
