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
}
