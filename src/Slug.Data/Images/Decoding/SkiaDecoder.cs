using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Metadata;
using SixLabors.ImageSharp.PixelFormats;
using SkiaSharp;

namespace Slug.Data.Images.Decoding;

/// <summary>
/// Reads one format by Skia's codec, whose pixels are Pillow's. Pillow's rules hold: pictures are not turned by their EXIF orientation, colour
/// profiles are ignored, of sixteen bits the upper eight are kept, and of an animation the first picture. Keeps no state: any number of threads may decode.
/// </summary>
internal sealed class SkiaDecoder(SKEncodedImageFormat encoded) : IImageDecoder, IImageInfoDetector
{
    /// <summary>Pillow, too, refuses images of twice this many pixels as an attack; we draw the line at its warning.</summary>
    public const long MaxPixels = 178_956_970;

    private delegate T Use<T>(SKCodec codec, ReadOnlySpan<byte> file);

    /// <summary>Decodes to RGBA, which is not multiplied by the opacity; other pixels are converted from that.</summary>
    /// <exception cref="InvalidImageContentException">The file is damaged or cut off.</exception>
    /// <exception cref="InvalidDataException">It has more pixels than <see cref="MaxPixels"/>; they are not decoded.</exception>
    public Image<TPixel> Decode<TPixel>(Configuration configuration, Stream stream, CancellationToken cancellationToken)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var image = Open(stream, (codec, file) => PngHeader.Read(file) is { IsWideGray: true }
            ? DecodeWideGray(configuration, file)
            : Decode(configuration, codec, file));
        if (image is Image<TPixel> same)
            return same;
        using (image)
            return image.CloneAs<TPixel>(configuration);
    }

    /// <inheritdoc/>
    public Image Decode(Configuration configuration, Stream stream, CancellationToken cancellationToken) =>
        Decode<Rgba32>(configuration, stream, cancellationToken);

    /// <inheritdoc/>
    public IImageInfo Identify(Configuration configuration, Stream stream, CancellationToken cancellationToken) =>
        Open<IImageInfo>(stream, (codec, file) =>
        {
            var info = codec.Info;
            return new PictureInfo(info.Width, info.Height, new PixelTypeInfo(info.AlphaType == SKAlphaType.Opaque ? 24 : 32), Describe(new ImageMetadata(), file));
        });

    private Image<Rgba32> Decode(Configuration configuration, SKCodec codec, ReadOnlySpan<byte> file)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MaxPixels)
            throw new InvalidDataException($"The image has {width}x{height} pixels; more than {MaxPixels} are refused.");
        // The image takes the memory over, so that pixels are written once.
        var pixels = configuration.MemoryAllocator.Allocate<Rgba32>(width * height);
        try
        {
            Read(codec, pixels.Memory.Span);
            if (!FileEnd.IsIn(file, encoded))
                throw Damaged("it is cut off");
            return Image.WrapMemory(configuration, pixels, width, height, Describe(new ImageMetadata(), file));
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
    }

    private Image<Rgba32> DecodeWideGray(Configuration configuration, ReadOnlySpan<byte> file)
    {
        var image = Open(WideGray.AsGrayWithOpacity(file), (codec, copy) => Decode(configuration, codec, copy));
        image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
                WideGray.Cut(rows.GetRowSpan(y));
        });
        Describe(image.Metadata, file);
        return image;
    }

    private static unsafe void Read(SKCodec codec, Span<Rgba32> pixels)
    {
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null);
        if (info.BytesSize64 > pixels.Length * (long)sizeof(Rgba32))
            throw new ArgumentException("The pixels do not fit.", nameof(pixels));
        fixed (Rgba32* first = pixels)
        {
            var result = codec.GetPixels(info, (nint)first);
            if (result != SKCodecResult.Success)
                throw Damaged(result == SKCodecResult.IncompleteInput ? "it is cut off" : $"its pixels are damaged ({result})");
        }
    }

    // Bytes in memory are read where they are: ImageSharp makes a stream of them, and Skia wants them back.
    private unsafe T Open<T>(Stream stream, Use<T> use)
    {
        if (stream is UnmanagedMemoryStream memory)
            return Open(new ReadOnlySpan<byte>(memory.PositionPointer, checked((int)(memory.Length - memory.Position))), use);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return Open(copy.GetBuffer().AsSpan(0, (int)copy.Length), use);
    }

    private unsafe T Open<T>(ReadOnlySpan<byte> file, Use<T> use)
    {
        fixed (byte* first = file)
        {
            using var data = SKData.Create((nint)first, file.Length);
            using var codec = SKCodec.Create(data);
            return codec?.EncodedFormat == encoded ? use(codec, file) : throw Damaged("its header is damaged or cut off");
        }
    }

    private static ImageMetadata Describe(ImageMetadata metadata, ReadOnlySpan<byte> file)
    {
        if (PngHeader.Read(file) is { } header)
        {
            var png = metadata.GetPngMetadata();
            (png.ColorType, png.BitDepth) = (header.Color, header.Depth);
        }
        return metadata;
    }

    private static InvalidImageContentException Damaged(string reason) => new(reason);
}
