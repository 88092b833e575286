using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;

namespace SixLabors.ImageSharp;

/// <summary>Writes images by the name of the format.</summary>
public static class ImageExtensions
{
    /// <summary>Writes the image as PNG.</summary>
    public static void SaveAsPng(this Image source, string path) => SaveAsPng(source, path, null!);

    /// <inheritdoc cref="SaveAsPng(Image, string)"/>
    public static void SaveAsPng(this Image source, string path, PngEncoder encoder) => Save(source, path, encoder ?? new PngEncoder());

    /// <inheritdoc cref="SaveAsPng(Image, string)"/>
    public static void SaveAsPng(this Image source, Stream stream) => SaveAsPng(source, stream, null!);

    /// <inheritdoc cref="SaveAsPng(Image, string)"/>
    public static void SaveAsPng(this Image source, Stream stream, PngEncoder encoder) =>
        NotNull(source).Save(stream, encoder ?? new PngEncoder());

    /// <summary>Writes the image as JPEG.</summary>
    public static void SaveAsJpeg(this Image source, string path) => SaveAsJpeg(source, path, null!);

    /// <inheritdoc cref="SaveAsJpeg(Image, string)"/>
    public static void SaveAsJpeg(this Image source, string path, JpegEncoder encoder) =>
        Save(source, path, encoder ?? new JpegEncoder());

    /// <inheritdoc cref="SaveAsJpeg(Image, string)"/>
    public static void SaveAsJpeg(this Image source, Stream stream) => SaveAsJpeg(source, stream, null!);

    /// <inheritdoc cref="SaveAsJpeg(Image, string)"/>
    public static void SaveAsJpeg(this Image source, Stream stream, JpegEncoder encoder) =>
        NotNull(source).Save(stream, encoder ?? new JpegEncoder());

    /// <summary>Writes the image as WebP.</summary>
    public static void SaveAsWebp(this Image source, string path) => SaveAsWebp(source, path, null!);

    /// <inheritdoc cref="SaveAsWebp(Image, string)"/>
    public static void SaveAsWebp(this Image source, string path, WebpEncoder encoder) =>
        Save(source, path, encoder ?? new WebpEncoder());

    /// <inheritdoc cref="SaveAsWebp(Image, string)"/>
    public static void SaveAsWebp(this Image source, Stream stream) => SaveAsWebp(source, stream, null!);

    /// <inheritdoc cref="SaveAsWebp(Image, string)"/>
    public static void SaveAsWebp(this Image source, Stream stream, WebpEncoder encoder) =>
        NotNull(source).Save(stream, encoder ?? new WebpEncoder());

    /// <summary>Writes the image to a file with the encoder.</summary>
    public static void Save(this Image source, string path, IImageEncoder encoder)
    {
        ArgumentNullException.ThrowIfNull(path);
        NotNull(source).EnsureNotDisposed();
        using var file = File.Create(path);
        source.Save(file, encoder);
    }

    private static Image NotNull(Image source) => source ?? throw new ArgumentNullException(nameof(source));
}
