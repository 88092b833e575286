using Slug.Pipeline.Execution;
using Slug.Pipeline.Tests.Execution;

namespace Slug.Pipeline.Tests.Sweeps;

public sealed class SweepPlanTests : IDisposable
{
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task WhatPointsShareIsCountedAndRunOnce()
    {
        using var workspace = new Workspace(_bed.Cache, TimeProvider.System);
        (int, string)[] points = [(1, "cat"), (1, "dog"), (1, "owl")];
        var plan = Points.Plan(_bed, workspace, null, points);
        Assert.Equal((3 + (3 * 4), 3 + (3 * 4)), (plan.Steps, plan.StepsToRun));
        Assert.Equal("3 points, 0 fresh; at most 15 of 15 distinct steps to run", plan.Summary);
        for (var i = 0; i < 2; i++)
        {
            using var engine = new Engine(Points.Options(_bed, i, Points.Steps(_bed, points[i].Item1, points[i].Item2)), workspace);
            await engine.RunAllAsync();
        }
        Assert.Equal(3 + (2 * 4), _bed.Ran.Count);
        plan = Points.Plan(_bed, workspace, null, points);
        Assert.Equal((2, 4, 15), (plan.FreshPoints, plan.StepsToRun, plan.Steps));
        Assert.StartsWith("""
            000-point  fresh
            001-point  fresh
            002-point  4 of 7 steps to run, from Grads/forget: stale (never ran)
            3 points, 2 fresh; at most 4 of 15 distinct steps to run
            """, plan.ToString());
    }

    [Fact]
    public void NothingToRunIsSaidSo()
    {
        using var workspace = new Workspace(_bed.Cache, TimeProvider.System);
        Assert.Equal("0 points, all fresh; nothing to run\n", new Slug.Pipeline.Sweeps.SweepPlan([]).ToString());
    }
}
