using Slug.Pipeline.Files;

namespace Slug.Pipeline.Tests.Files;

public sealed class QuickSumTests
{
    private static ulong Of(byte[] bytes, int parts = 1)
    {
        var sum = new QuickSum();
        foreach (var part in bytes.Chunk(Math.Max(1, bytes.Length / parts)))
            sum.Append(part);
        return sum.Value;
    }

    // The polynomial's remainder; E3069283, the check value of CRC-32C in its usual form, inverts the register before and after.
    [Fact]
    public void IsACrc32C() => Assert.Equal(0x58E3FA20u, (uint)(Of("123456789"u8.ToArray()) >> 32));

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1000)]
    public void EveryFlippedBitChangesIt(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        var sum = Of(bytes);
        for (var bit = 0; bit < 8 * length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(sum, Of(bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void ZerosOfDifferentLengthsDiffer() => Assert.Equal(64, Enumerable.Range(0, 64).Select(n => Of(new byte[n])).Distinct().Count());

    [Fact]
    public void PartsAddUp() => Assert.Equal(Of(new byte[64]), Of(new byte[64], parts: 4));

    [Fact]
    public void TwoWordsExchangedChangeIt()
    {
        var bytes = new byte[64];
        new Random(5).NextBytes(bytes);
        var exchanged = bytes.ToArray();
        bytes.AsSpan(0, 8).CopyTo(exchanged.AsSpan(8));
        bytes.AsSpan(8, 8).CopyTo(exchanged);
        Assert.NotEqual(Of(bytes), Of(exchanged));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(16, 0)]
    [InlineData(0, 5)]
    [InlineData(16, 16)]
    [InlineData(160, 1)]
    [InlineData(4096, 77)]
    [InlineData(1_000_000, 333_335)]
    public void SumsOfPartsMadeApartAddUp(int first, int second)
    {
        var bytes = new byte[first + second];
        new Random(first + second).NextBytes(bytes);
        var (sum, next) = (new QuickSum(), new QuickSum());
        sum.Append(bytes.AsSpan(0, first));
        next.Append(bytes.AsSpan(first));
        sum.Append(next);
        Assert.Equal(Of(bytes), sum.Value);
    }

    [Fact]
    public void NothingIsAppendedToABrokenBlock()
    {
        var sum = new QuickSum();
        sum.Append(new byte[5]);
        Assert.Throws<InvalidOperationException>(() => sum.Append(new QuickSum()));
    }
}
