using System.Runtime.InteropServices;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <content>Making images of pixels that are in memory.</content>
public abstract partial class Image
{
    /// <summary>Copies pixels, row by row, into a new image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer pixels than the size asks for.</exception>
    public static Image<TPixel> LoadPixelData<TPixel>(ReadOnlySpan<TPixel> data, int width, int height)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var count = checked(width * height);
        ArgumentOutOfRangeException.ThrowIfLessThan(data.Length, count, nameof(data));
        var image = new Image<TPixel>(width, height);
        data[..count].CopyTo(image.Pixels);
        return image;
    }

    /// <summary>Copies pixels, given as bytes row by row, into a new image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer pixels than the size asks for.</exception>
    public static Image<TPixel> LoadPixelData<TPixel>(ReadOnlySpan<byte> data, int width, int height)
        where TPixel : unmanaged, IPixel<TPixel>
        => LoadPixelData(MemoryMarshal.Cast<byte, TPixel>(data), width, height);
}
