using System.Buffers.Binary;
using SixLabors.ImageSharp.Formats.Png;

namespace Slug.Data.Images.Decoding;

/// <summary>What the first chunk of a PNG says of its samples.</summary>
internal readonly record struct PngHeader(PngColorType Color, PngBitDepth Depth)
{
    private const int Bytes = 33, ChunkType = 12, DepthAt = 24, ColorAt = 25;

    /// <summary>The first bytes of every PNG.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Sixteen bits of gray: integers to Pillow, whose conversion to RGB does not scale them.</summary>
    public bool IsWideGray => Color == PngColorType.Grayscale && Depth == PngBitDepth.Bit16;

    /// <summary>Reads a PNG's header, or that of another format as null.</summary>
    public static PngHeader? Read(ReadOnlySpan<byte> file) =>
        file.Length >= Bytes && file.StartsWith(Signature) && BinaryPrimitives.ReadUInt32BigEndian(file[ChunkType..]) == 0x49484452
            ? new PngHeader((PngColorType)file[ColorAt], (PngBitDepth)file[DepthAt])
            : null;
}
