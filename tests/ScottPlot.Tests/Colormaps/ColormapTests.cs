using ScottPlot.Colormaps;

namespace ScottPlot.Tests.Colormaps;

public class ColormapTests
{
    [Fact]
    public void Interpolation_hits_the_given_colours_and_clamps()
    {
        CustomInterpolated map = new([Colors.Black, Colors.Red, Colors.White]);

        Assert.Equal(Colors.Black, map.GetColor(-1));
        Assert.Equal(Colors.Red, map.GetColor(0.5));
        Assert.Equal(Colors.White, map.GetColor(2));
        Assert.Equal(new Color(127, 0, 0), map.GetColor(0.25));
    }

    [Fact]
    public void Values_are_placed_in_their_range()
    {
        CustomInterpolated map = new([Colors.Black, Colors.White]);

        Assert.Equal(Colors.White, map.GetColor(30, new Range(10, 30)));
        Assert.Equal(Colors.Transparent, map.GetColor(double.NaN, new Range(0, 1)));
        Assert.Equal(Colors.Black, map.GetColor(5, new Range(5, 5)));
    }
}
