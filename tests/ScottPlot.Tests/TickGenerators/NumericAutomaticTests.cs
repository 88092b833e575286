using ScottPlot.TickGenerators;

namespace ScottPlot.Tests.TickGenerators;

public class NumericAutomaticTests
{
    private static Tick[] Generate(NumericAutomatic generator, double min, double max, float size, Edge edge = Edge.Bottom)
    {
        generator.Regenerate(new CoordinateRange(min, max), edge, size, Paint.NewDisposablePaint(), new LabelStyle());
        return generator.Ticks;
    }

    [Fact]
    public void Steps_are_round_and_labels_short()
    {
        Tick[] major = [.. Generate(new NumericAutomatic(), 0, 1, 400).Where(tick => tick.IsMajor)];

        Assert.Equal(["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1"], major.Select(tick => tick.Label));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-3.2, 0.4)]
    [InlineData(0, 123456)]
    [InlineData(1e-7, 3e-6)]
    [InlineData(-5000, 5000)]
    public void There_are_ticks_at_every_size_and_they_stay_inside(double min, double max)
    {
        foreach (float size in new[] { 120f, 300, 600, 1500 })
        {
            Tick[] ticks = Generate(new NumericAutomatic(), min, max, size);
            Assert.Contains(ticks, tick => tick.IsMajor);
            Assert.All(ticks, tick => Assert.InRange(tick.Position, min - ((max - min) * 1e-6), max + ((max - min) * 1e-6)));
        }
    }

    [Fact]
    public void Whole_numbers_only_when_asked()
    {
        Tick[] ticks = Generate(new NumericAutomatic { IntegerTicksOnly = true }, -2.5, 0.5, 2000);

        Assert.Equal([-2, -1, 0], ticks.Where(tick => tick.IsMajor).Select(tick => tick.Position));
    }

    [Fact]
    public void A_smaller_axis_or_longer_labels_mean_fewer_ticks()
    {
        int many = Generate(new NumericAutomatic(), 0, 1, 800).Count(tick => tick.IsMajor);
        int few = Generate(new NumericAutomatic(), 0, 1, 200).Count(tick => tick.IsMajor);
        int wordy = Generate(new NumericAutomatic { LabelFormatter = value => $"about {value:0.0000} or so" }, 0, 1, 800).Count(tick => tick.IsMajor);

        Assert.True(many > few && many > wordy);
    }

    [Fact]
    public void An_empty_range_has_no_ticks() => Assert.Empty(Generate(new NumericAutomatic(), 2, 2, 300));
}
