using Slug.Pipeline.Planning;

namespace Slug.Pipeline.Tests.Planning;

public sealed class DurationsTests
{
    [Theory]
    [InlineData(0, "0.0 s")]
    [InlineData(0.26, "0.3 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(59.96, "1:00")]
    [InlineData(242, "4:02")]
    [InlineData(3599.7, "1:00:00")]
    [InlineData(3840, "1:04:00")]
    [InlineData(90061, "25:01:01")]
    public void ReadsAsPeopleWriteIt(double seconds, string text) => Assert.Equal(text, Durations.Text(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(512, "B", "512 B")]
    [InlineData(1536, "B", "1.5 KiB")]
    [InlineData(24000, "pairs", "24,000 pairs")]
    [InlineData(1.5, "images", "1.5 images")]
    public void AmountsCarryTheirUnit(double amount, string unit, string text) => Assert.Equal(text, Durations.Amount(amount, unit));
}
