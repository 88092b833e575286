using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Native;

namespace SixLabors.ImageSharp.Formats.Png;

/// <summary>Writes PNG, 8 bits a sample; the pixel type decides between gray, RGB and RGBA.</summary>
public sealed class PngEncoder : ImageEncoder
{
    /// <summary>How much time to spend on making the file small.</summary>
    public PngCompressionLevel CompressionLevel { get; init; } = PngCompressionLevel.DefaultCompression;

    private protected override unsafe byte[] Encode(RawPixels pixels)
    {
        using var context = new SpngContext(SpngNative.ContextEncoder);
        context.Check(SpngNative.spng_set_option(context.Handle, SpngNative.OptionEncodeToBuffer, 1));
        context.Check(SpngNative.spng_set_option(context.Handle, SpngNative.OptionCompressionLevel, (int)CompressionLevel));
        var header = new SpngNative.Header
        {
            Width = (uint)pixels.Width,
            Height = (uint)pixels.Height,
            BitDepth = 8,
            ColorType = (byte)(pixels.Channels switch
            {
                1 => PngColorType.Grayscale,
                3 => PngColorType.Rgb,
                _ => PngColorType.RgbWithAlpha,
            }),
        };
        context.Check(SpngNative.spng_set_ihdr(context.Handle, header));
        fixed (byte* source = pixels.Bytes)
            context.Check(SpngNative.spng_encode_image(
                context.Handle, source, (nuint)pixels.Bytes.Length, SpngNative.FormatPng, SpngNative.EncodeFinalize));
        var data = SpngNative.spng_get_png_buffer(context.Handle, out var length, out var error);
        context.Check(error);
        try
        {
            return new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        }
        finally
        {
            // From here on the buffer is ours, and libspng took it from malloc.
            NativeMemory.Free(data);
        }
    }
}
