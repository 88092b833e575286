using ScottPlot.TickGenerators;

namespace ScottPlot.Tests.TickGenerators;

public class NumericManualTests
{
    [Fact]
    public void Only_ticks_inside_the_axis_are_shown()
    {
        NumericManual manual = new([0, 1, 2], ["a", "b", "c"]);
        manual.AddMinor(0.5);
        manual.Regenerate(new CoordinateRange(0.2, 2), Edge.Bottom, 100, Paint.NewDisposablePaint(), new LabelStyle());

        Assert.Equal(["b", "c", ""], manual.Ticks.Select(tick => tick.Label));
    }

    [Fact]
    public void Counts_must_agree()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new NumericManual([0, 1], ["a"]));
        Assert.Contains("2 positions but 1 labels", error.Message);
    }
}
