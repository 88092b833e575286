using Slug.Pipeline.Execution;
using Slug.Pipeline.Maintenance;
using Slug.Pipeline.Stages;
using Slug.Pipeline.Tests.Execution;

namespace Slug.Pipeline.Tests.Maintenance;

public sealed class StoreCleanerTests : IDisposable
{
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    private Step[] Steps(int n) =>
    [
        _bed.Step("Make", new { N = n }, outputs: [new OutputSpec("all", ArtifactKind.Folder)], run: context =>
        {
            File.WriteAllText(Path.Combine(context.Output("all"), "own"), $"only {n}");
            File.WriteAllText(Path.Combine(context.Output("all"), "shared"), "the same");
            return Task.CompletedTask;
        }),
        _bed.Step("Read", inputs: new() { ["all"] = new StepOutput("Make", "all") }, run: context =>
            File.WriteAllTextAsync(context.Output("out.txt"), File.ReadAllText(Path.Combine(context.Input("all"), "own")))),
    ];

    private CleanReport Clean(bool apply, params Step[][] roots)
    {
        using var workspace = new Workspace(_bed.Cache, TimeProvider.System);
        return StoreCleaner.Clean(workspace, roots.Select(r => new Engine(_bed.Options(r), workspace)), apply);
    }

    private int Objects => Directory.GetFiles(Path.Combine(_bed.Cache, "cas"), "*", SearchOption.AllDirectories).Length;

    [Fact]
    public async Task WhatNoConfigNeedsGoesAndTheRestStays()
    {
        await _bed.Run(Steps(1));
        await _bed.Run(Steps(2));
        await _bed.Run(Steps(1));
        var before = Objects;

        var plan = Clean(apply: false, Steps(1));
        Assert.Equal(before, Objects);
        Assert.Equal((2, 2, 1), (plan.Records, plan.Objects, plan.Checkouts));
        Assert.Equal([new CleanedStage("Make", 1, 14), new CleanedStage("Read", 1, 6)], plan.Stages);
        Assert.Contains("Would remove 2 records, 2 objects, 1 checkouts", plan.ToString());
        Assert.Contains("--apply", plan.ToString());

        var done = Clean(apply: true, Steps(1));
        Assert.Equal(plan with { IsApplied = true, Stages = done.Stages }, done);
        Assert.Equal(before - 2, Objects);
        await _bed.Run(Steps(1));
        Assert.Empty(_bed.Ran);
        await _bed.Run(Steps(2));
        Assert.Equal(["Make", "Read"], _bed.Ran);
    }

    [Fact]
    public async Task TheLastResultsOfARootStayThoughItsConfigHasChanged()
    {
        await _bed.Run(Steps(1));
        Assert.Equal(0, Clean(apply: true, Steps(2)).Records);
    }

    [Fact]
    public async Task WithoutRootsEverythingGoes()
    {
        await _bed.Run(Steps(1));
        var report = Clean(apply: true);
        Assert.Equal(0, report.Kept);
        Assert.Equal(0, Objects);
        Assert.True(report.StillLinked > 0);
        Assert.Equal("only 1", _bed.Result("Read.txt"));
    }

    [Fact]
    public async Task WhatALivingProcessUsesIsNeverCollected()
    {
        using var engine = new Engine(_bed.Options(Steps(1)));
        await engine.RunStageAsync("Make");
        Assert.Equal((0, 0), (Clean(apply: true).Records, Clean(apply: true).Objects));
        await engine.RunStageAsync("Read");
        Assert.Equal("only 1", _bed.Result("Read.txt"));
        engine.Dispose();
        Assert.Equal(2, Clean(apply: true).Records);
    }

    [Fact]
    public async Task AFreshResultThatARunStandsOnIsLeasedBeforeItIsUsed()
    {
        await _bed.Run(Steps(1));
        using var engine = new Engine(_bed.Options(Steps(1)));
        engine.Plan();
        await engine.RunStageAsync("Make");
        Assert.Equal(1, Clean(apply: true).Records);
        await engine.RunStageAsync("Read");
        Assert.Equal(["Read"], _bed.Ran[2..]);
    }
}
