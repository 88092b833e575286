using Slug.Pipeline.Execution;
using Slug.Pipeline.Sweeps;
using Slug.Pipeline.Tests.Execution;

namespace Slug.Pipeline.Tests.Sweeps;

public sealed class SweepScheduleTests : IDisposable
{
    private readonly Bed _bed = new();
    private readonly Workspace _workspace;

    public SweepScheduleTests() => _workspace = new Workspace(_bed.Cache, TimeProvider.System);

    public void Dispose()
    {
        _workspace.Dispose();
        _bed.Dispose();
    }

    private string Schedule(params (int Model, string Concept)[] points) =>
        Points.Text(SweepSchedule.Of(Points.Plan(_bed, _workspace, null, points), "Plot"));

    [Fact]
    public void SharedWorkIsMadeOnceBeforeThePointsThatNeedIt() => Assert.Equal("""
        0: 0 to Grads
        1: 0 whole, after 0
        2: 1 whole, after 0
        3: 2 whole, after 0
        """, Schedule((1, "cat"), (1, "dog"), (1, "owl")));

    [Fact]
    public void EveryGroupHasItsOwnFirstPointAndWaitsForNoOther() => Assert.Equal("""
        0: 0 to Grads
        1: 2 to Grads
        2: 0 whole, after 0
        3: 1 whole, after 0
        4: 2 whole, after 1
        5: 3 whole, after 1
        """, Schedule((1, "cat"), (1, "dog"), (2, "cat"), (2, "dog")));

    [Fact]
    public void PointsThatShareNothingWaitForNothing() => Assert.Equal("0: 0 whole\n1: 1 whole", Schedule((1, "cat"), (2, "dog")));

    [Fact]
    public async Task FreshPointsAndFreshSharedWorkAreLeftOut()
    {
        using (var engine = new Engine(Points.Options(_bed, 0, Points.Steps(_bed, 1, "cat")), _workspace))
            await engine.RunAllAsync();
        Assert.Equal("0: 1 whole\n1: 2 whole", Schedule((1, "cat"), (1, "dog"), (1, "owl")));
        Assert.Equal("", Schedule((1, "cat")));
    }

    [Fact]
    public async Task WhatIsForcedIsForcedOnceForAllPoints()
    {
        foreach (var (concept, i) in new[] { "cat", "dog" }.Select((c, i) => (c, i)))
        {
            using var engine = new Engine(Points.Options(_bed, i, Points.Steps(_bed, 1, concept)), _workspace);
            await engine.RunAllAsync();
        }
        var plan = Points.Plan(_bed, _workspace, new HashSet<string> { "Train", "Evaluate" }, (1, "cat"), (1, "dog"));
        Assert.Equal("""
            0: 0 to Grads, forcing Train
            1: 0 whole, after 0, forcing Evaluate/original Evaluate/unlearned
            2: 1 whole, after 0, forcing Evaluate/unlearned
            """, Points.Text(SweepSchedule.Of(plan, "Plot")));
    }

    [Fact]
    public void AChainOfOverlapsIsInAnOrderInWhichItCanRun()
    {
        var jobs = SweepSchedule.Of(Points.Plan(_bed, _workspace, null, [.. Enumerable.Range(0, 40).Select(i => (i % 3, $"c{i % 7}"))]), "Plot");
        Assert.All(jobs, j => Assert.All(j.After, a => Assert.True(a < j.Number)));
        Assert.Equal(Enumerable.Range(0, jobs.Count), jobs.Select(j => j.Number));
        Assert.Equal(Enumerable.Range(0, 40), jobs.Where(j => j.IsWhole).Select(j => j.Point.Index));
    }
}
