using Slug.Figures.Style;

namespace Slug.Figures.Tests.Style;

public class ShortNumberTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(3.3125, "3.31")]
    [InlineData(3.3, "3.30")]
    [InlineData(0.012345, "0.0123")]
    [InlineData(123.4, "123")]
    [InlineData(1e-6, "1e-6")]
    [InlineData(-2.5e7, "-2.5e7")]
    public void Three_digits(double number, string expected) => Assert.Equal(expected, ShortNumber.Text(number));
}
