using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;

namespace SixLabors.ImageSharp;

/// <summary>An image in memory, whatever its pixels; <see cref="Image{TPixel}"/> has them.</summary>
public abstract partial class Image : IDisposable
{
    private bool _isDisposed;

    private protected Image(Configuration configuration, ImageMetadata metadata, Size size)
    {
        Configuration = configuration;
        Metadata = metadata;
        Size = size;
    }

    /// <summary>The settings that the image was made with.</summary>
    public Configuration Configuration { get; }

    /// <summary>What the file said besides its pixels.</summary>
    public ImageMetadata Metadata { get; }

    /// <summary>Width and height in pixels.</summary>
    public Size Size { get; }

    /// <summary>The number of pixels in a row.</summary>
    public int Width => Size.Width;

    /// <summary>The number of rows.</summary>
    public int Height => Size.Height;

    /// <summary>Frees the pixels.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes the image with the encoder.</summary>
    /// <exception cref="ArgumentNullException">Stream or encoder is null.</exception>
    /// <exception cref="ObjectDisposedException">The image was disposed.</exception>
    public void Save(Stream stream, IImageEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(encoder);
        EnsureNotDisposed();
        Encode(stream, encoder);
    }

    internal void EnsureNotDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    /// <summary>Frees what the image holds.</summary>
    protected abstract void Dispose(bool disposing);

    private protected abstract void Encode(Stream stream, IImageEncoder encoder);
}
