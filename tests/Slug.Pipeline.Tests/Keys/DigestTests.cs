using Slug.Pipeline.Keys;

namespace Slug.Pipeline.Tests.Keys;

public sealed class DigestTests
{
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void IsSha256WrittenInLowerCase()
    {
        var digest = Digest.Of("abc"u8);
        Assert.Equal(OfAbc, digest.ToString());
        Assert.Equal("ba7816bf…", digest.Short);
        Assert.Equal(digest, Digest.Parse(OfAbc));
    }

    [Fact]
    public void KeepsItsBytes()
    {
        var bytes = new byte[Digest.Size];
        Digest.Of("abc"u8).CopyTo(bytes);
        Assert.Equal(OfAbc, Convert.ToHexStringLower(bytes));
        Assert.Equal(Digest.Of("abc"u8), new Digest(bytes));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ba78")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("zz7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void RefusesOtherTexts(string? text) => Assert.False(Digest.TryParse(text, out _));

    [Fact]
    public void SaysWhatIsWrongWithOthers()
    {
        Assert.StartsWith("A digest has 32 bytes, not 31.", Assert.Throws<ArgumentException>(() => new Digest(new byte[31])).Message, StringComparison.Ordinal);
        Assert.Equal("'ba78' is not a SHA-256 digest (64 hexadecimal digits).", Assert.Throws<FormatException>(() => Digest.Parse("ba78")).Message);
    }

    [Fact]
    public void ItsHeadIsItsFirstEightBytes()
    {
        Assert.Equal(0xba7816bf8f01cfeaUL, Digest.Parse(OfAbc).Head);
        Assert.Equal("00000001…", Digest.Parse("00000001" + OfAbc[8..]).Short);
        Assert.Equal("0000" + OfAbc[4..], Digest.Parse("0000" + OfAbc[4..]).ToString());
    }
}
