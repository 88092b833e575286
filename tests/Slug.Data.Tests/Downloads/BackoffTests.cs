using Slug.Basics;
using Slug.Data.Downloads;

namespace Slug.Data.Tests.Downloads;

public class BackoffTests
{
    private static readonly BackoffOptions Options = new() { First = TimeSpan.FromSeconds(2), Longest = TimeSpan.FromSeconds(30) };

    [Fact]
    public void Waits_grow_up_to_a_bound_and_are_shortened_by_at_most_half()
    {
        var backoff = New(1);
        double[] full = [2, 4, 8, 16, 30, 30];
        foreach (var (index, seconds) in full.Index())
            Assert.InRange(backoff.DelayAfter(index + 1)!.Value.TotalSeconds, seconds / 2, seconds);
        Assert.InRange(backoff.DelayAfter(1000)!.Value.TotalSeconds, 15, 30);
    }

    [Fact]
    public void The_jitter_follows_the_seed()
    {
        Assert.Equal(New(1).DelayAfter(3), New(1).DelayAfter(3));
        Assert.NotEqual(New(1).DelayAfter(3), New(2).DelayAfter(3));
    }

    [Fact]
    public void A_server_that_asks_for_time_gets_it_within_bounds()
    {
        Assert.Equal(TimeSpan.FromSeconds(20), New(1).DelayAfter(1, TimeSpan.FromSeconds(20)));
        Assert.InRange(New(1).DelayAfter(1, TimeSpan.Zero)!.Value.TotalSeconds, 1, 2);
        Assert.Null(New(1).DelayAfter(1, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Refuses_to_wait_after_no_failure() => Assert.Throws<ArgumentOutOfRangeException>(() => New(1).DelayAfter(0));

    private static Backoff New(ulong seed) => new(Options, TimeProvider.System, new SeededRandom(seed));
}
