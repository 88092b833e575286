using Slug.Pipeline.Execution;
using Slug.Pipeline.Sweeps;
using Slug.Pipeline.Tests.Execution;

namespace Slug.Pipeline.Tests.Sweeps;

public sealed class SweepPlanTests : IDisposable
{
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    private EngineOptions Point(int n)
    {
        var shared = _bed.Step("Retain");
        return _bed.Options(shared, _bed.Step("Unlearn", new { n }, inputs: new() { ["in"] = shared.Output("out.txt") })) with { Experiment = $"sweep/{n}" };
    }

    private SweepPlan Plan(Workspace workspace) => new([.. Enumerable.Range(0, 3).Select(n =>
    {
        using var engine = new Engine(Point(n), workspace);
        return (new SweepPoint(n, $"00{n}-n={n}", []), engine.Plan());
    })]);

    [Fact]
    public async Task WhatPointsShareIsCountedAndRunOnce()
    {
        using var workspace = new Workspace(_bed.Cache, TimeProvider.System);
        Assert.Equal(1 + 3, Plan(workspace).StepsToRun);
        for (var n = 0; n < 2; n++)
        {
            using var engine = new Engine(Point(n), workspace);
            await engine.RunAllAsync();
        }
        Assert.Equal(["Retain", "Unlearn", "Unlearn"], _bed.Ran);
        var plan = Plan(workspace);
        Assert.Equal((2, 1, 6), (plan.FreshPoints, plan.StepsToRun, plan.Steps));
        Assert.Equal("""
            000-n=0  fresh
            001-n=1  fresh
            002-n=2  1 of 2 steps to run
            3 points, 2 fresh; at most 1 steps to run of 6

            """, plan.ToString(), ignoreLineEndingDifferences: true);
    }
}
