using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace ScottPlot.Native;

/// <summary>Writes PNG files with the three chunks that a picture needs, and no dates or comments, so equal pixels give equal bytes.</summary>
internal static class PngEncoder
{
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(n => CrcOf((uint)n))];

    /// <summary>Encodes an image; without transparent pixels as RGB, else as RGBA.</summary>
    /// <param name="pixels">Row by row, alpha highest, colours multiplied by alpha.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    internal static byte[] Encode(uint[] pixels, int width, int height)
    {
        bool opaque = pixels.All(pixel => pixel >> 24 == 255);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = (byte)(opaque ? 2 : 6);

        using MemoryStream file = new();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", Compress(Rows(pixels, width, height, opaque ? 3 : 4)));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>Rows of bytes, each behind its filter byte. Filter 1 (difference to the left) suits flat figures.</summary>
    private static byte[] Rows(uint[] pixels, int width, int height, int channels)
    {
        int stride = (width * channels) + 1;
        byte[] rows = new byte[stride * height];
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = rows.AsSpan(y * stride, stride);
            row[0] = 1;
            for (int x = 0; x < width; x++)
                WritePixel(row[(1 + (x * channels))..], pixels[(y * width) + x], channels);
            for (int i = stride - 1; i > channels; i--)
                row[i] -= row[i - channels];
        }

        return rows;
    }

    private static void WritePixel(Span<byte> target, uint pixel, int channels)
    {
        uint alpha = pixel >> 24;
        for (int channel = 0; channel < 3; channel++)
        {
            uint value = (pixel >> (16 - (8 * channel))) & 255;
            target[channel] = alpha is 0 or 255 ? (byte)value : (byte)Math.Min(255, ((value * 255) + (alpha / 2)) / alpha);
        }

        if (channels == 4)
            target[3] = (byte)alpha;
    }

    private static byte[] Compress(byte[] rows)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(rows);
        return compressed.ToArray();
    }

    private static void WriteChunk(Stream file, string type, ReadOnlySpan<byte> content)
    {
        byte[] chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        content.CopyTo(chunk.AsSpan(8));
        uint crc = uint.MaxValue;
        foreach (byte value in chunk.AsSpan(4, content.Length + 4))
            crc = CrcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(content.Length + 8), ~crc);
        file.Write(chunk);
    }

    private static uint CrcOf(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
            value = (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        return value;
    }
}
