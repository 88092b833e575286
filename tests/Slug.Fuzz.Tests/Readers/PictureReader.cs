using System.Buffers.Binary;
using System.IO.Compression;
using Slug.Data.Images;
using Slug.Fuzz.Tests.Mutations;

namespace Slug.Fuzz.Tests.Readers;

/// <summary>PNG, JPEG and WebP.</summary>
internal sealed class PictureReader : ForeignReader
{
    public override string Name => "pictures";

    public override int Percent => 50;

    public override IReadOnlyList<Type> Documented => [typeof(InvalidDataException)];

    // A header of some bytes may ask for the largest picture that is read; most of that is not the runtime's memory.
    public override long FreeBytes => 64 << 20;

    public override IReadOnlyList<byte[]> Tokens => [.. Texts("IHDR", "PLTE", "tRNS", "IDAT", "IEND", "iCCP", "acTL", "fcTL", "VP8 ", "VP8L", "VP8X", "ANIM", "ANMF", "ALPH", "EXIF", "RIFF", "WEBP", "JFIF\0", "Exif\0\0"), [0xFF, 0xD8], [0xFF, 0xD9], [0xFF, 0xC0], [0xFF, 0xC2], [0xFF, 0xC4], [0xFF, 0xDA], [0xFF, 0xDB], [0xFF, 0xDD], [0xFF, 0xE1, 0xFF, 0xFF], [0xFF, 0x01], [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]];

    public override byte[] Make(Mutator mutator)
    {
        var bytes = base.Make(mutator);
        return mutator.Random.Next(2) == 0 ? WithSums(bytes) : bytes;
    }

    public override void Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        _ = ImageReader.IsKnown(bytes);
        _ = ImageReader.HasMorePixelsThan(bytes, 1 << 20);
        InvalidDataException? refused = null;
        try
        {
            using var image = ImageReader.DecodeWithKind(bytes).Image;
        }
        catch (InvalidDataException e)
        {
            refused = e;
        }
        _ = RgbImage.Load(bytes);
        if (refused is not null)
            throw refused;
    }

    protected override IEnumerable<byte[]> MakeSeeds()
    {
        foreach (var picture in Files("pictures").Where(picture => picture.Length < 100_000))
            yield return picture;
        using var archive = ZipFile.OpenRead(Path.Combine(AppContext.BaseDirectory, "Seeds", "pictures.zip"));
        foreach (var entry in archive.Entries.Where(entry => entry.Length is > 0 and < 20_000))
        {
            using var stream = entry.Open();
            var bytes = new byte[entry.Length];
            stream.ReadExactly(bytes);
            yield return bytes;
        }
    }

    // A PNG whose chunks have the right sums, whatever is in them.
    private static byte[] WithSums(byte[] png)
    {
        if (!png.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            return png;
        for (var at = 8; at + 12 <= png.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at));
            if (length > png.Length - at - 12)
                break;
            BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(at + 8 + (int)length), Crc(png.AsSpan(at + 4, 4 + (int)length)));
            at += 12 + (int)length;
        }
        return png;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }
        return ~crc;
    }
}
