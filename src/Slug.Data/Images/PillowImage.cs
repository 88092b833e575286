using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Slug.Data.Images;

/// <summary>A decoded image with what Pillow needs to know of its file when it resizes.</summary>
internal sealed class PillowImage : IDisposable
{
    private readonly Image<Rgba32> _image;
    private readonly Memory<Rgba32> _pixels;

    private PillowImage(Image<Rgba32> image, PixelKind kind)
    {
        _image = image;
        Kind = kind;
        if (!image.DangerousTryGetSinglePixelMemory(out _pixels))
            throw new InvalidOperationException("The decoder left the image in several pieces.");
    }

    /// <summary>Pixels in a row.</summary>
    public int Width => _image.Width;

    /// <summary>Rows.</summary>
    public int Height => _image.Height;

    /// <summary>What the file holds.</summary>
    public PixelKind Kind { get; }

    /// <summary><c>[height, width, 4]</c>, top row first; gone with the image.</summary>
    public Span<byte> Rgba => MemoryMarshal.AsBytes(_pixels.Span);

    /// <summary>Decodes a PNG, JPEG or WebP.</summary>
    /// <exception cref="InvalidDataException">The bytes are no image, or a damaged one.</exception>
    public static PillowImage Load(ReadOnlySpan<byte> encoded)
    {
        var (image, kind) = ImageReader.DecodeWithKind(encoded);
        return new PillowImage(image, kind);
    }

    /// <summary>The pixels of a rectangle, <c>[height, width, 4]</c>.</summary>
    public ReadOnlySpan<byte> Cut(PixelWindow crop)
    {
        if (crop == new PixelWindow(0, 0, Width, Height))
            return Rgba;
        var pixels = GC.AllocateUninitializedArray<byte>(4 * crop.Width * crop.Height);
        for (var y = 0; y < crop.Height; y++)
            Rgba.Slice(4 * (((crop.Y + y) * Width) + crop.X), 4 * crop.Width).CopyTo(pixels.AsSpan(4 * y * crop.Width));
        return pixels;
    }

    /// <inheritdoc/>
    public void Dispose() => _image.Dispose();
}
