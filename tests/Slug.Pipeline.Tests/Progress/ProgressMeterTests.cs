using Slug.Pipeline.Progress;

namespace Slug.Pipeline.Tests.Progress;

public sealed class ProgressMeterTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void TellsRateAndTimeLeft()
    {
        var meter = new ProgressMeter(_clock);
        meter.Report(0, 120_000, "pairs");
        _clock.Advance(10);
        meter.Report(4_800, 120_000, "pairs");
        Assert.Equal("4,800 of 120,000 pairs (4 %), 480 pairs/s, 4:00 left", meter.ToString());
    }

    [Fact]
    public void TheRateIsThatOfTheRecentPast()
    {
        var meter = new ProgressMeter(_clock);
        for (var second = 0; second <= 100; second++)
        {
            meter.Report(second <= 50 ? second : 50 + ((second - 50) * 10), 1000, "images");
            _clock.Advance(1);
        }
        Assert.Equal(10, meter.Rate, 0.6);
    }

    [Fact]
    public void ANewPhaseCountsFromItsOwnStart()
    {
        var meter = new ProgressMeter(_clock);
        meter.Report(0, 10, "images");
        _clock.Advance(1);
        meter.Report(10, 10, "images");
        meter.Report(0, 5, "concepts");
        Assert.Equal(0, meter.Rate);
        Assert.Equal("0 of 5 concepts (0 %)", meter.ToString());
    }

    [Fact]
    public void WithoutATotalThereIsNoTimeLeft()
    {
        var meter = new ProgressMeter(_clock);
        meter.Report(0, 0, "B");
        _clock.Advance(2);
        meter.Report(3 << 20, 0, "B");
        Assert.Null(meter.Left);
        Assert.Equal("3.0 MiB, 1.5 MiB/s", meter.ToString());
    }
}
