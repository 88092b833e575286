using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Slug.Data.Images;

/// <summary>An opaque 8-bit image in memory.</summary>
public sealed class RgbImage
{
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels"><c>[height, width, 3]</c>, top row first.</param>
    /// <exception cref="ArgumentException">The array does not have that many bytes.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        if (width <= 0 || height <= 0 || pixels.LongLength != 3L * width * height)
            throw new ArgumentException(
                $"An RGB image of {width}x{height} has {3L * width * height} bytes, not {pixels.LongLength}.", nameof(pixels));
        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary><c>[height, width, 3]</c>, top row first.</summary>
    public byte[] Pixels { get; }

    /// <summary>Decodes a PNG, JPEG or WebP; opacity is dropped, as Pillow's conversion to RGB does.</summary>
    /// <exception cref="InvalidDataException">The bytes are no image, or a damaged one.</exception>
    public static RgbImage Load(ReadOnlySpan<byte> encoded)
    {
        using var image = PillowImage.Load(encoded);
        return new RgbImage(image.Width, image.Height, RgbResize.ToRgb(image.Rgba));
    }

    /// <summary>Decodes an image and lays it on a white ground.</summary>
    /// <exception cref="InvalidDataException">The bytes are no image, or a damaged one.</exception>
    public static RgbImage LoadOnWhite(ReadOnlySpan<byte> encoded)
    {
        using var image = PillowImage.Load(encoded);
        Opacity.LayOnWhite(image.Rgba);
        return new RgbImage(image.Width, image.Height, RgbResize.ToRgb(image.Rgba));
    }

    /// <summary>The largest square in the middle: the part that CLIP's preprocessing leaves.</summary>
    public RgbImage MiddleSquare()
    {
        var side = Math.Min(Width, Height);
        var (left, top) = ((Width - side) / 2, (Height - side) / 2);
        var pixels = new byte[3 * side * side];
        for (var row = 0; row < side; row++) Pixels.AsSpan(3 * (((top + row) * Width) + left), 3 * side).CopyTo(pixels.AsSpan(3 * side * row));
        return new RgbImage(side, side, pixels);
    }

    /// <summary>The image at another size, by Pillow's bilinear filter, which takes in all pixels that one is made of.</summary>
    public RgbImage Resize(int width, int height) => RgbResize.Apply(this, ResampleFilter.Bilinear, width, height);

    /// <summary>The image as PNG.</summary>
    public byte[] ToPng()
    {
        using var image = Image.LoadPixelData<Rgb24>(Pixels, Width, Height);
        using var stream = new MemoryStream();
        image.SaveAsPng(stream);
        return stream.ToArray();
    }

    /// <summary>The image as JPEG, its colours at half the resolution, which is what Pillow writes.</summary>
    /// <param name="quality">From 1 to 100; Pillow's is 75.</param>
    public byte[] ToJpeg(int quality = 75)
    {
        using var image = Image.LoadPixelData<Rgb24>(Pixels, Width, Height);
        using var stream = new MemoryStream();
        image.SaveAsJpeg(stream, new JpegEncoder { Quality = quality, ColorType = JpegColorType.YCbCrRatio420 });
        return stream.ToArray();
    }
}
