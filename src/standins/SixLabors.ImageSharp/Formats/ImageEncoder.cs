using System.Runtime.InteropServices;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Formats;

/// <summary>Common to the encoders: brings the pixels into bytes that the native libraries take.</summary>
public abstract class ImageEncoder : IImageEncoder
{
    private protected ImageEncoder()
    {
    }

    /// <inheritdoc/>
    public void Encode<TPixel>(Image<TPixel> image, Stream stream)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(stream);
        image.EnsureNotDisposed();
        var channels = typeof(TPixel) == typeof(L8) ? 1
            : typeof(TPixel) == typeof(Rgb24) ? 3
            : typeof(TPixel) == typeof(Rgba32) ? 4
            : throw new NotSupportedException($"The stand-in cannot encode Image<{typeof(TPixel).Name}>.");
        stream.Write(Encode(new RawPixels(MemoryMarshal.AsBytes(image.Pixels), image.Width, image.Height, channels)));
    }

    private protected abstract byte[] Encode(RawPixels pixels);

    /// <summary>Pixels as bytes: <c>[height, width, channels]</c> with 1 (gray), 3 (RGB) or 4 (RGBA) channels.</summary>
    private protected readonly ref struct RawPixels(ReadOnlySpan<byte> bytes, int width, int height, int channels)
    {
        public ReadOnlySpan<byte> Bytes { get; } = bytes;

        public int Width { get; } = width;

        public int Height { get; } = height;

        public int Channels { get; } = channels;

        public int Stride => Width * Channels;
    }
}
