using System.Buffers.Binary;
using ICSharpCode.SharpZipLib.Checksum;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Slug.Data.Images.Decoding;

/// <summary>
/// PNGs of sixteen bits of gray as Pillow converts them to RGB: whole numbers that are not scaled but cut off at 255, so that of most such files white is left.
/// Skia keeps eight bits alone. But sixteen bits of gray lie in a file as eight bits of gray and eight of opacity would, filters and interlacing included:
/// said to be those, all sixteen come out.
/// </summary>
internal static class WideGray
{
    private const int HeaderChunk = 12, Depth = 24, Color = 25, Checksum = 29;

    /// <summary>A copy of the file whose header says: gray and opacity, eight bits each.</summary>
    public static byte[] AsGrayWithOpacity(ReadOnlySpan<byte> file)
    {
        var copy = file.ToArray();
        copy[Depth] = (byte)PngBitDepth.Bit8;
        copy[Color] = (byte)PngColorType.GrayscaleWithAlpha;
        var sum = new Crc32();
        sum.Update(new ArraySegment<byte>(copy, HeaderChunk, Checksum - HeaderChunk));
        BinaryPrimitives.WriteUInt32BigEndian(copy.AsSpan(Checksum), (uint)sum.Value);
        return copy;
    }

    /// <summary>Makes Pillow's gray of pixels whose colour is the upper half and whose opacity is the lower.</summary>
    public static void Cut(Span<Rgba32> pixels)
    {
        foreach (ref var pixel in pixels)
        {
            var gray = pixel.R == 0 ? pixel.A : byte.MaxValue;
            pixel = new Rgba32(gray, gray, gray);
        }
    }
}
