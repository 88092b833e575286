using Slug.Figures.Style;

namespace Slug.Figures.Tests.Style;

public class LogTicksTests
{
    [Theory]
    [InlineData(-4, 0.1, "10⁻⁴ 10⁻³ 10⁻² 10⁻¹ 10⁰")]
    [InlineData(-2.1, -0.2, "0.01 0.02 0.05 0.1 0.2 0.5")]
    [InlineData(-0.35, 0.66, "0.5 0.6 0.8 1 1.5 2 3 4")]
    [InlineData(0.4, 0.7, "3 4 5")]
    [InlineData(-4.2, -3.1, "10⁻⁴ 2×10⁻⁴ 5×10⁻⁴")]
    [InlineData(-12, 12, "10⁻¹² 10⁻⁹ 10⁻⁶ 10⁻³ 10⁰ 10³ 10⁶ 10⁹ 10¹²")]
    public void Labels(double low, double high, string expected) =>
        Assert.Equal(expected, string.Join(' ', LogTicks.Between(low, high).Major.Select(tick => tick.Label)));

    [Theory]
    [InlineData(0.40, 0.45)]
    [InlineData(-3.02, -3.0)]
    [InlineData(0, 0.3)]
    public void Even_a_short_axis_has_labels_and_they_differ(double low, double high)
    {
        string[] labels = [.. LogTicks.Between(low, high).Major.Select(tick => tick.Label)];

        Assert.InRange(labels.Length, 2, 9);
        Assert.Equal(labels.Distinct(), labels);
    }

    [Fact]
    public void Plain_ticks_fill_the_decades_and_never_repeat_labelled_ones()
    {
        (IReadOnlyList<LogTick> major, IReadOnlyList<double> minor) = LogTicks.Between(-3, 0);

        Assert.Equal(3 * 8, minor.Count);
        Assert.DoesNotContain(minor, position => major.Any(tick => Math.Abs(tick.Position - position) < 1e-9));
        Assert.All(minor, position => Assert.InRange(position, -3, 0));
    }
}
