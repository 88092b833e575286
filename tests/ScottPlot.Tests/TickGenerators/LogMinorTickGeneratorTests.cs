using ScottPlot.TickGenerators;

namespace ScottPlot.Tests.TickGenerators;

public class LogMinorTickGeneratorTests
{
    [Fact]
    public void Ten_divisions_give_two_to_nine_of_each_decade()
    {
        double[] minor = [.. new LogMinorTickGenerator { Divisions = 10 }.GetMinorTicks([0, 1], new CoordinateRange(0, 1)).Where(x => x is > 0 and < 1)];

        Assert.Equal(Enumerable.Range(2, 8).Select(i => Math.Log10(i)), minor);
    }

    [Fact]
    public void Five_divisions_give_even_numbers_as_the_real_package_does()
    {
        double[] minor = [.. new LogMinorTickGenerator().GetMinorTicks([2, 3], new CoordinateRange(2, 3)).Where(x => x is > 2 and < 3)];

        Assert.Equal([2 + Math.Log10(2), 2 + Math.Log10(4), 2 + Math.Log10(6), 2 + Math.Log10(8)], minor);
    }

    [Fact]
    public void Decades_cut_off_at_the_ends_have_theirs_too()
    {
        double[] minor = [.. new LogMinorTickGenerator().GetMinorTicks([0, 1], new CoordinateRange(-0.5, 1.5))];

        Assert.Contains(minor, x => x is > -0.5 and < 0);
        Assert.Contains(minor, x => x is > 1 and < 1.5);
    }

    [Fact]
    public void One_major_tick_says_nothing_about_spacing() =>
        Assert.Empty(new LogMinorTickGenerator().GetMinorTicks([1], new CoordinateRange(0, 2)));
}
