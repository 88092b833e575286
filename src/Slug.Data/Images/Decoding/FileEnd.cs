using System.Buffers.Binary;
using SkiaSharp;

namespace Slug.Data.Images.Decoding;

/// <summary>
/// Whether a file has its end. Skia stops at the last row of pixels and does not ask; Pillow refuses a JPEG or WebP that is cut off between the two, and
/// reads such a PNG.
/// </summary>
internal static class FileEnd
{
    private const int RiffHeader = 8, RiffLengthAt = 4;
    private const byte Prefix = 0xFF, EndOfImage = 0xD9, FirstAlone = 0xD0, LastAlone = 0xD8, Temporary = 0x01;

    /// <summary>Whether nothing of the file is missing.</summary>
    public static bool IsIn(ReadOnlySpan<byte> file, SKEncodedImageFormat format) => format switch
    {
        SKEncodedImageFormat.Jpeg => IsInJpeg(file),
        SKEncodedImageFormat.Webp => file.Length - RiffHeader >= BinaryPrimitives.ReadUInt32LittleEndian(file[RiffLengthAt..]),
        _ => true,
    };

    /// <summary>Walks from marker to marker, as decoders do: what segments hold is skipped, so that a thumbnail's end is not taken for the picture's.</summary>
    private static bool IsInJpeg(ReadOnlySpan<byte> file)
    {
        for (var at = 2; ;)
        {
            // Entropy-coded data, and whatever strays between segments: the next 0xFF that is not followed by zero is a marker.
            var found = file[Math.Min(at, file.Length)..].IndexOf(Prefix);
            if (found < 0 || at + found + 1 >= file.Length)
                return false;
            at += found + 1;
            switch (file[at])
            {
                case EndOfImage:
                    return true;
                case Prefix:
                    break;
                case 0 or Temporary or (>= FirstAlone and <= LastAlone):
                    at++;
                    break;
                default:
                    if (at + 2 >= file.Length)
                        return false;
                    at += 1 + ((file[at + 1] << 8) | file[at + 2]);
                    break;
            }
        }
    }
}
