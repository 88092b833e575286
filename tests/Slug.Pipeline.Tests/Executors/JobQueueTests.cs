using Slug.Pipeline.Executors;
using Slug.Pipeline.Sweeps;
using Slug.Pipeline.Tests.Sweeps;

namespace Slug.Pipeline.Tests.Executors;

public sealed class JobQueueTests
{
    private static SweepJob Maker(int number, int point, params int[] after) => new(number, Points.Point(point), "Grads", IsWhole: false) { After = after };

    private static SweepJob Whole(int number, int point, params int[] after) => new(number, Points.Point(point), "Plot", IsWhole: true) { After = after };

    private static string Take(JobQueue queue) => queue.TryTake() is { } job ? $"{job.Number}:{job.Point.Index}" : "nothing";

    /// <summary>The same points in each call, as the queue tells them apart by identity and name.</summary>
    private static JobQueue Group(out SweepJob maker)
    {
        maker = Maker(0, 0);
        return new JobQueue([maker, Whole(1, 0, 0), Whole(2, 1, 0), Whole(3, 2, 0), Whole(4, 3)]);
    }

    [Fact]
    public void WhatCanWorkGoesAheadOfWhatMustWait()
    {
        var queue = Group(out var maker);
        Assert.Equal(["0:0", "4:3", "nothing"], [Take(queue), Take(queue), Take(queue)]);
        queue.Succeeded(maker);
        Assert.Equal(["1:0", "2:1", "3:2", "nothing"], [Take(queue), Take(queue), Take(queue), Take(queue)]);
        Assert.False(queue.IsEmpty);
    }

    [Fact]
    public void AFailedMakerIsReplacedByTheNextPointThatNeedsItsWork()
    {
        var queue = Group(out _);
        var maker = queue.TryTake()!;
        Assert.Empty(queue.Failed(maker));
        var heir = queue.TryTake()!;
        Assert.Equal((0, 1, "Grads"), (heir.Number, heir.Point.Index, heir.Stage));
        Assert.Equal("4:3", Take(queue));
        queue.Succeeded(heir);
        Assert.Equal(["2:1", "3:2", "nothing"], [Take(queue), Take(queue), Take(queue)]);
    }

    [Fact]
    public void WorkThatFailsTwiceIsNotTriedAgain()
    {
        var queue = Group(out _);
        queue.Failed(queue.TryTake()!);
        Assert.Equal(["002-point"], queue.Failed(queue.TryTake()!).Select(p => p.Name));
        Assert.Equal(["4:3", "nothing"], [Take(queue), Take(queue)]);
    }

    [Fact]
    public void TheLaterWorkOfAFailedPointFindsAnHeirToo()
    {
        var queue = new JobQueue([Maker(0, 0), Maker(1, 0, 0), Whole(2, 0, 0, 1), Whole(3, 1, 0, 1)]);
        Assert.Empty(queue.Failed(queue.TryTake()!));
        foreach (var expected in new[] { "0:1", "1:1", "3:1" })
        {
            var job = queue.TryTake()!;
            Assert.Equal(expected, $"{job.Number}:{job.Point.Index}");
            queue.Succeeded(job);
        }
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void AFailedPointThatNobodyWaitsForCostsOnlyItself()
    {
        var queue = new JobQueue([Whole(0, 0), Whole(1, 1)]);
        Assert.Empty(queue.Failed(queue.TryTake()!));
        Assert.Equal("1:1", Take(queue));
    }
}
