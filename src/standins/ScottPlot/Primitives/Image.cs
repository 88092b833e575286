using ScottPlot.Native;

namespace ScottPlot;

/// <summary>
/// A raster image. Pixels are kept in managed memory, so disposing is a formality here; the real package needs it.
/// </summary>
public class Image : IDisposable
{
    /// <summary>Reads a PNG file.</summary>
    /// <param name="filename">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="NotSupportedException">It is not a PNG file.</exception>
    public Image(string filename)
        : this(File.Exists(filename) ? File.ReadAllBytes(filename) : throw new FileNotFoundException("No image file there.", filename))
    {
    }

    /// <summary>Decodes a PNG file held in memory.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <exception cref="NotSupportedException">They are not a PNG file.</exception>
    public Image(byte[] bytes) => (Pixels, Width, Height) = PngDecoder.Decode(bytes);

    /// <summary>An opaque colour image.</summary>
    /// <param name="pixelArray">Bytes <c>[row, column, channel]</c>, channels red, green and blue.</param>
    public Image(byte[,,] pixelArray)
    {
        Height = pixelArray.GetLength(0);
        Width = pixelArray.GetLength(1);
        Pixels = new uint[Width * Height];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
                Pixels[(y * Width) + x] = new Color(pixelArray[y, x, 0], pixelArray[y, x, 1], pixelArray[y, x, 2]).ARGB;
        }
    }

    /// <summary>An opaque gray image.</summary>
    /// <param name="pixelArray">Bytes <c>[row, column]</c>.</param>
    public Image(byte[,] pixelArray)
    {
        Height = pixelArray.GetLength(0);
        Width = pixelArray.GetLength(1);
        Pixels = new uint[Width * Height];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
                Pixels[(y * Width) + x] = new Color(pixelArray[y, x], pixelArray[y, x], pixelArray[y, x]).ARGB;
        }
    }

    internal Image(uint[] pixels, int width, int height) => (Pixels, Width, Height) = (pixels, width, height);

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Width and height.</summary>
    public PixelSize Size => new(Width, Height);

    /// <summary>Row by row, alpha in the highest byte, colours multiplied by alpha as cairo keeps them.</summary>
    internal uint[] Pixels { get; }

    /// <summary>The image as a file.</summary>
    /// <param name="format">Only PNG here.</param>
    /// <param name="quality">Ignored: PNG is lossless.</param>
    /// <exception cref="NotSupportedException">Another format was asked for.</exception>
    public byte[] GetImageBytes(ImageFormat format = ImageFormat.Png, int quality = 100) => format == ImageFormat.Png
        ? PngEncoder.Encode(Pixels, Width, Height)
        : throw new NotSupportedException($"Image.GetImageBytes(ImageFormat.{format}) is not in this stand-in; use ImageFormat.Png.");

    /// <summary>Writes a PNG file.</summary>
    /// <param name="path">The file.</param>
    public SavedImageInfo SavePng(string path)
    {
        byte[] bytes = GetImageBytes();
        File.WriteAllBytes(path, bytes);
        return new SavedImageInfo(path, bytes.Length);
    }

    /// <inheritdoc/>
    public void Dispose() => GC.SuppressFinalize(this);
}
