using System.Buffers.Binary;
using SixLabors.ImageSharp.PixelFormats;

namespace SixLabors.ImageSharp.Tests.Standin;

public class PixelLimitTests
{
    [Fact]
    public void A_header_that_claims_an_enormous_image_is_refused_before_memory_is_taken()
    {
        var data = GoldenFiles.Read("rgb.png");
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(16), 200_000);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(20), 200_000);
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(29), Crc32(data.AsSpan(12, 17)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidImageContentException>(() => Image.Load<Rgb24>(data));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
        {
            crc ^= b;
            for (var i = 0; i < 8; i++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }
        return ~crc;
    }
}
