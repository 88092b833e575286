namespace ScottPlot.Tests.Primitives;

public class ColorTests
{
    [Theory]
    [InlineData("#0072B2", 0xFF0072B2)]
    [InlineData("0072B2", 0xFF0072B2)]
    [InlineData("#0072B280", 0x800072B2)]
    [InlineData("nonsense", 0x00000000)]
    public void Hex_digits(string hex, uint argb) => Assert.Equal(argb, Color.FromHex(hex).ARGB);

    [Fact]
    public void Mixing_goes_from_one_to_the_other()
    {
        Color black = Colors.Black;

        Assert.Equal(black, black.MixedWith(Colors.White, 0));
        Assert.Equal(Colors.White, black.MixedWith(Colors.White, 1));
        Assert.Equal(new Color(127, 127, 127), black.MixedWith(Colors.White, 0.5));
    }
}
