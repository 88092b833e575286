using System.Runtime.InteropServices;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp;

/// <summary>An image with its pixels, row by row from the top.</summary>
public sealed class Image<TPixel> : Image
    where TPixel : unmanaged, IPixel<TPixel>
{
    private TPixel[] _pixels;

    /// <summary>Makes an image of default pixels (black, transparent where there is opacity).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Width or height is not positive.</exception>
    public Image(int width, int height)
        : this(Configuration.Default, new ImageMetadata(), width, height)
    {
    }

    /// <summary>Makes an image of one colour.</summary>
    public Image(int width, int height, TPixel backgroundColor)
        : this(width, height) => Array.Fill(_pixels, backgroundColor);

    internal Image(Configuration configuration, ImageMetadata metadata, int width, int height)
        : base(configuration, metadata, new Size(width, height))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        _pixels = new TPixel[checked(width * height)];
    }

    /// <summary>The pixel in column <paramref name="x"/> and row <paramref name="y"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    public TPixel this[int x, int y]
    {
        get => Pixels[Index(x, y)];
        set => Pixels[Index(x, y)] = value;
    }

    internal Span<TPixel> Pixels
    {
        get
        {
            EnsureNotDisposed();
            return _pixels;
        }
    }

    /// <summary>Hands the rows to <paramref name="processPixels"/>.</summary>
    public void ProcessPixelRows(PixelAccessorAction<TPixel> processPixels)
    {
        ArgumentNullException.ThrowIfNull(processPixels);
        processPixels(new PixelAccessor<TPixel>(Pixels, Width, Height));
    }

    /// <summary>Copies all pixels, row by row.</summary>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void CopyPixelDataTo(Span<TPixel> destination) => Pixels.CopyTo(destination);

    /// <summary>Copies all pixels as bytes, row by row.</summary>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void CopyPixelDataTo(Span<byte> destination) => MemoryMarshal.AsBytes(Pixels).CopyTo(destination);

    /// <summary>A copy of the image.</summary>
    public Image<TPixel> Clone()
    {
        var clone = new Image<TPixel>(Configuration, Metadata, Width, Height);
        Pixels.CopyTo(clone._pixels);
        return clone;
    }

    /// <summary>A copy with another kind of pixels.</summary>
    public Image<TPixel2> CloneAs<TPixel2>()
        where TPixel2 : unmanaged, IPixel<TPixel2>
    {
        var clone = new Image<TPixel2>(Configuration, Metadata, Width, Height);
        var target = clone.Pixels;
        var source = Pixels;
        Rgba32 colour = default;
        for (var i = 0; i < source.Length; i++)
        {
            source[i].ToRgba32(ref colour);
            target[i].FromRgba32(colour);
        }
        return clone;
    }

    /// <inheritdoc/>
    public override string ToString() => $"Image<{typeof(TPixel).Name}>: {Width}x{Height}";

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _pixels = [];

    private protected override void Encode(Stream stream, IImageEncoder encoder) => encoder.Encode(this, stream);

    private int Index(int x, int y)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
        return (y * Width) + x;
    }
}
