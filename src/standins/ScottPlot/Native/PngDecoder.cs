using System.Runtime.InteropServices;

namespace ScottPlot.Native;

/// <summary>Reads PNG files with cairo.</summary>
internal static unsafe class PngDecoder
{
    private const int StatusReadError = 10;

    /// <summary>Decodes a file held in memory.</summary>
    /// <param name="bytes">The file.</param>
    /// <exception cref="NotSupportedException">It is not a PNG file that cairo reads.</exception>
    internal static (uint[] Pixels, int Width, int Height) Decode(byte[] bytes)
    {
        if (bytes.Length < 8 || BitConverter.ToUInt32(bytes) != 0x474E5089)
            throw new NotSupportedException("Image(byte[]): this stand-in reads PNG only, and these bytes are not a PNG file.");

        using MemoryStream stream = new(bytes);
        GCHandle handle = GCHandle.Alloc(stream);
        nint surface = Cairo.ImageSurfaceCreateFromPngStream(&Read, GCHandle.ToIntPtr(handle));
        handle.Free();
        int status = Cairo.SurfaceStatus(surface);
        if (status != 0)
        {
            Cairo.SurfaceDestroy(surface);
            throw new NotSupportedException($"Image(byte[]): this PNG file is damaged or of an unknown kind (cairo status {status}).");
        }

        try
        {
            return Copy(surface);
        }
        finally
        {
            Cairo.SurfaceDestroy(surface);
        }
    }

    private static (uint[] Pixels, int Width, int Height) Copy(nint surface)
    {
        int width = Cairo.ImageSurfaceGetWidth(surface);
        int height = Cairo.ImageSurfaceGetHeight(surface);
        int stride = Cairo.ImageSurfaceGetStride(surface);

        // Without an alpha channel the highest byte is not defined.
        uint opaque = Cairo.ImageSurfaceGetFormat(surface) == Cairo.FormatArgb32 ? 0 : 0xFF000000;
        byte* data = Cairo.ImageSurfaceGetData(surface);
        uint[] pixels = new uint[width * height];
        for (int y = 0; y < height; y++)
        {
            uint* row = (uint*)(data + ((long)y * stride));
            for (int x = 0; x < width; x++)
                pixels[(y * width) + x] = row[x] | opaque;
        }

        return (pixels, width, height);
    }

    [UnmanagedCallersOnly]
    private static int Read(nint closure, byte* target, uint length)
    {
        MemoryStream stream = (MemoryStream)GCHandle.FromIntPtr(closure).Target!;
        return stream.Read(new Span<byte>(target, (int)length)) == length ? 0 : StatusReadError;
    }
}
