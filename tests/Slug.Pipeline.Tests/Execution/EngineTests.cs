using Slug.Pipeline.Execution;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Progress;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Tests.Execution;

public sealed class EngineTests : IDisposable
{
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    private Step[] Chain(int iterations = 10, int version = 1)
    {
        var first = _bed.Step("Load", new { Name = "x" }, inputs: new() { ["list"] = new SourcePath("data/list.txt") });
        var second = _bed.Step("Train", new { Iterations = iterations }, inputs: new() { ["in"] = first.Output("out.txt") }, version: version, parametersPath: "train");
        var third = _bed.Step("Plot", inputs: new() { ["in"] = second.Output("out.txt") });
        return [third, second, first];
    }

    [Fact]
    public async Task RunsInOrderThenFindsEverythingFresh()
    {
        _bed.Write("data/list.txt", "a");
        var first = await _bed.Run(Chain());
        Assert.Equal(["Load", "Train", "Plot"], _bed.Ran);
        Assert.All(first, r => Assert.Equal(StepOutcome.Ran, r.Outcome));
        Assert.Equal("Plot |Train { Iterations = 10 }|Load { Name = x }|a", _bed.Result("Plot.txt"));

        var second = await _bed.Run(Chain());
        Assert.Empty(_bed.Ran);
        Assert.All(second, r => Assert.Equal(StepOutcome.Fresh, r.Outcome));
    }

    [Fact]
    public async Task AChangedParameterRunsItsStepAndThoseBehindItAndSaysWhy()
    {
        _bed.Write("data/list.txt", "a");
        await _bed.Run(Chain());
        Assert.Contains("Train  stale (train.iterations: 10 -> 12)", _bed.Plan(Chain(iterations: 12)));
        Assert.Contains("Plot   maybe (waits for Train)", _bed.Plan(Chain(iterations: 12)));
        await _bed.Run(Chain(iterations: 12));
        Assert.Equal(["Train", "Plot"], _bed.Ran);
    }

    [Fact]
    public async Task GoingBackToEarlierParametersRunsNothingAndPublishesTheEarlierResult()
    {
        _bed.Write("data/list.txt", "a");
        await _bed.Run(Chain(10));
        await _bed.Run(Chain(12));
        Assert.Contains("= 12", _bed.Result("Train.txt"));
        await _bed.Run(Chain(10));
        Assert.Empty(_bed.Ran);
        Assert.Contains("= 10", _bed.Result("Train.txt"));
    }

    [Fact]
    public async Task ARerunToTheSameBytesStopsTheWave()
    {
        _bed.Write("data/list.txt", "a");
        await _bed.Run(Chain());
        var reports = await _bed.Run(Chain(version: 2));
        Assert.Equal(["Train"], _bed.Ran);
        Assert.Equal("stage version 1 -> 2", Assert.Single(reports[1].Verdict.Reasons).ToString());
        Assert.Equal(StepOutcome.Fresh, reports[2].Outcome);
    }

    [Fact]
    public async Task AChangedSourceRunsWhatReadsIt()
    {
        _bed.Write("data/list.txt", "a");
        await _bed.Run(Chain());
        _bed.Write("data/list.txt", "b");
        Assert.Matches(@"Load +stale \(input list: [0-9a-f]{8}… -> [0-9a-f]{8}…\)", _bed.Plan(Chain()));
        await _bed.Run(Chain());
        Assert.Equal(["Load", "Train", "Plot"], _bed.Ran);
    }

    [Fact]
    public async Task ATouchedSourceWithTheSameBytesRunsNothing()
    {
        var path = _bed.Write("data/list.txt", "a");
        await _bed.Run(Chain());
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        await _bed.Run(Chain());
        Assert.Empty(_bed.Ran);
    }

    [Fact]
    public async Task AForcedStageRunsOnceThoughFresh()
    {
        _bed.Write("data/list.txt", "a");
        await _bed.Run(Chain());
        using var engine = new Engine(_bed.Options(Chain()) with { Force = new HashSet<string> { "Train" } });
        Assert.Contains("Train  stale (forced)", engine.Plan().ToString());
        _bed.Ran.Clear();
        await engine.RunAllAsync();
        await engine.RunAllAsync();
        Assert.Equal(["Train"], _bed.Ran);
    }

    [Fact]
    public async Task ADeletedObjectIsMadeAgain()
    {
        _bed.Write("data/list.txt", "a");
        await _bed.Run(Chain());
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_bed.Cache, "cas"), "*", SearchOption.AllDirectories))
        {
            if (File.ReadAllText(file).StartsWith("Train"))
                File.Delete(file);
        }
        Assert.Contains("Train  stale (output out.txt is missing from the store)", _bed.Plan(Chain()));
        await _bed.Run(Chain());
        Assert.Equal(["Train"], _bed.Ran);
    }

    [Fact]
    public async Task ADamagedObjectIsNeverServedButMovedAsideAndMadeAgain()
    {
        _bed.Write("data/list.txt", "a");
        await _bed.Run(Chain());
        var result = Path.Combine(_bed.Results, "Train.txt");
        var right = File.ReadAllText(result);
        // Written through the hard link in the results folder, as a careless edit would: same length, other bytes.
        File.SetAttributes(result, FileAttributes.Normal);
        File.WriteAllText(result, right.Replace('T', 't'));
        Assert.Contains("output out.txt is damaged", _bed.Plan(Chain()));
        await _bed.Run(Chain());
        Assert.Equal(["Train"], _bed.Ran);
        Assert.Equal(right, File.ReadAllText(result));
        Assert.Single(Directory.GetFiles(Path.Combine(_bed.Cache, "damaged")));
    }

    [Fact]
    public async Task ADeletedResultIsPublishedAgainWithoutARun()
    {
        _bed.Write("data/list.txt", "a");
        await _bed.Run(Chain());
        Directory.Delete(_bed.Results, recursive: true);
        await _bed.Run(Chain());
        Assert.Empty(_bed.Ran);
        Assert.StartsWith("Train", _bed.Result("Train.txt"));
    }

    [Fact]
    public async Task AStageRunsAloneWhenWhatItReadsIsFresh()
    {
        _bed.Write("data/list.txt", "a");
        using (var engine = new Engine(_bed.Options(Chain())))
        {
            var failure = await Assert.ThrowsAsync<StepFailedException>(() => engine.RunStageAsync("Plot"));
            Assert.Contains("Train", failure.Message);
            await engine.RunStageAsync("Load");
            await engine.RunStageAsync("Train");
        }
        using var next = new Engine(_bed.Options(Chain()));
        await next.RunStageAsync("Plot");
        Assert.Equal(["Load", "Train", "Plot"], _bed.Ran);
    }

    [Fact]
    public async Task AFailedStepStoresNothingAndNamesItsLog()
    {
        var step = _bed.Step("Bad", run: context =>
        {
            File.WriteAllText(context.Output("out.txt"), "half");
            context.Log("about to fail");
            throw new InvalidOperationException("no luck");
        });
        var failure = await Assert.ThrowsAsync<StepFailedException>(() => _bed.Run(step));
        Assert.Equal("Bad", failure.StepId);
        Assert.IsType<InvalidOperationException>(failure.InnerException);
        var log = File.ReadAllText(Path.Combine(_bed.Results, "logs", "Bad.log"));
        Assert.Contains("stale (never ran)", log);
        Assert.Contains("about to fail", log);
        Assert.Contains("no luck", log);
        Assert.Contains("failed after", log);
        Assert.False(Directory.Exists(Path.Combine(_bed.Cache, "cas")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_bed.Cache, "work")));
        Assert.Contains("stale (never ran)", _bed.Plan(step));
    }

    [Fact]
    public async Task WhatAStepWantsDoneAfterwardsIsDoneWhenItsResultIsRecordedAndNotWhenItFails()
    {
        var records = new List<int>();
        Step Step(bool fails) => _bed.Step("A", new { fails }, run: async context =>
        {
            context.WhenRecorded(() => records.Add(Directory.GetFiles(Path.Combine(_bed.Cache, "ac"), "*", SearchOption.AllDirectories).Length));
            if (!fails)
                await File.WriteAllTextAsync(context.Output("out.txt"), "a");
        });
        await Assert.ThrowsAsync<StepFailedException>(() => _bed.Run(Step(fails: true)));
        Assert.Empty(records);
        await _bed.Run(Step(fails: false));
        Assert.Equal([1], records);
    }

    [Fact]
    public async Task AnOutputNotWrittenIsAFailure()
    {
        var step = _bed.Step("Lazy", run: _ => Task.CompletedTask);
        var failure = await Assert.ThrowsAsync<StepFailedException>(() => _bed.Run(step));
        Assert.Contains("without writing its output 'out.txt'", failure.Message);
    }

    [Fact]
    public async Task CancellingStopsTheStepAndLeavesNothingBehind()
    {
        using var source = new CancellationTokenSource();
        var step = _bed.Step("Long", run: async context =>
        {
            await File.WriteAllTextAsync(context.Output("out.txt"), "half");
            await source.CancelAsync();
            context.Cancellation.ThrowIfCancellationRequested();
        });
        using (var engine = new Engine(_bed.Options(step)))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.RunAllAsync(cancellation: source.Token));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_bed.Cache, "work")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_bed.Cache, "locks")));
        Assert.Contains("ended Long Cancelled", _bed.Reporter.Events);
    }

    [Fact]
    public async Task ASourceEditedWhileItsStepRunsIsNotRecorded()
    {
        _bed.Write("data/list.txt", "a");
        var step = _bed.Step("Read", inputs: new() { ["list"] = new SourcePath("data/list.txt") }, run: async context =>
        {
            _bed.Write("data/list.txt", "changed");
            await File.WriteAllTextAsync(context.Output("out.txt"), "x");
        });
        var failure = await Assert.ThrowsAsync<StepFailedException>(() => _bed.Run(step));
        Assert.Contains("changed while it ran", failure.Message);
    }

    [Fact]
    public async Task FoldersGoInAndOutAsFolders()
    {
        var maker = _bed.Step("Make", outputs: [new OutputSpec("all", ArtifactKind.Folder) { PublishAs = "figures" }], run: async context =>
        {
            Directory.CreateDirectory(Path.Combine(context.Output("all"), "sub", "empty"));
            await File.WriteAllTextAsync(Path.Combine(context.Output("all"), "a.txt"), "A");
            await File.WriteAllTextAsync(Path.Combine(context.Output("all"), "sub", "b.txt"), "B");
        });
        var reader = _bed.Step("Read", inputs: new() { ["all"] = maker.Output("all") }, run: async context =>
        {
            var all = context.Input("all");
            Assert.True(Directory.Exists(Path.Combine(all, "sub", "empty")));
            var text = await File.ReadAllTextAsync(Path.Combine(all, "a.txt")) + await File.ReadAllTextAsync(Path.Combine(all, "sub", "b.txt"));
            await File.WriteAllTextAsync(context.Output("out.txt"), text);
        });
        await _bed.Run(maker, reader);
        Assert.Equal("AB", _bed.Result("Read.txt"));
        Assert.Equal("B", _bed.Result("figures/sub/b.txt"));
        await _bed.Run(maker, reader);
        Assert.Empty(_bed.Ran);
    }

    [Fact]
    public async Task AFileThatANewerFolderNoLongerHasGoesAndTheUsersOwnStays()
    {
        Step Maker(string[] names) => _bed.Step("Make", new { names }, outputs: [new OutputSpec("all", ArtifactKind.Folder) { PublishAs = "" }], run: context =>
        {
            foreach (var name in names)
                File.WriteAllText(Path.Combine(context.Output("all"), name), name);
            return Task.CompletedTask;
        });
        await _bed.Run(Maker(["a", "b"]));
        File.WriteAllText(Path.Combine(_bed.Results, "notes"), "mine");
        await _bed.Run(Maker(["a"]));
        Assert.Equal(["a", "logs", "notes"], Directory.GetFileSystemEntries(_bed.Results).Select(p => Path.GetFileName(p)!).Order());
    }

    [Fact]
    public async Task StepsOfOneKeyShareTheWork()
    {
        await _bed.Run(_bed.Step("Same", new { A = 1 }, subject: "x"), _bed.Step("Same", new { A = 1 }, subject: "y"));
        Assert.Equal(["Same/x"], _bed.Ran);
        Assert.Equal(_bed.Result("Same-x.txt"), _bed.Result("Same-y.txt"));
    }

    [Fact]
    public async Task FindGivesThePathOfAnAvailableOutput()
    {
        _bed.Write("data/list.txt", "a");
        using (var engine = new Engine(_bed.Options(Chain())))
            Assert.Null(engine.Find("Train", "out.txt"));
        await _bed.Run(Chain());
        using var next = new Engine(_bed.Options(Chain()));
        Assert.StartsWith("Train", File.ReadAllText(next.Find("Train", "out.txt")!));
        Assert.Null(next.Find("Nobody", "out.txt"));
    }

    [Fact]
    public async Task AStepLearnsHowLongItsInputTook()
    {
        var clock = new ManualClock();
        var slow = _bed.Step("Slow", run: async context =>
        {
            clock.Advance(12.5);
            await File.WriteAllTextAsync(context.Output("out.txt"), "x");
        });
        TimeSpan? seen = null;
        var reader = _bed.Step("Read", inputs: new() { ["in"] = slow.Output("out.txt") }, run: async context =>
        {
            seen = context.InputDuration("in");
            await File.WriteAllTextAsync(context.Output("out.txt"), "y");
        });
        using var engine = new Engine(_bed.Options(slow, reader) with { Clock = clock });
        await engine.RunAllAsync();
        Assert.Equal(TimeSpan.FromSeconds(12.5), seen);
    }

    [Fact]
    public void AllProblemsOfAPlanComeAtOnceAndNothingIsWritten()
    {
        var problem = Assert.Throws<PlanException>(() => new Engine(_bed.Options(
            _bed.Step("A", inputs: new() { ["in"] = new StepOutput("B", "out.txt") }),
            _bed.Step("B", inputs: new() { ["in"] = new StepOutput("A", "out.txt"), ["x"] = new SourcePath("nowhere") }),
            _bed.Step("C", outputs: []))));
        Assert.Equal(3, problem.Problems.Count);
        Assert.Contains(problem.Problems, p => p.Contains("A -> B -> A"));
        Assert.Contains(problem.Problems, p => p.Contains(Path.Combine(_bed.Root, "nowhere")));
        Assert.False(Directory.Exists(_bed.Cache));
    }

    [Fact]
    public async Task WhatIsNotToBeShownIsWithheldAndTakenBackInLaterRunsToo()
    {
        Step Maker(string text) => _bed.Step(
            "Make",
            new { text },
            outputs: [new OutputSpec("model") { PublishAs = "model.txt", PublishWhen = path => File.ReadAllText(path("verdict")) == "good" }, new OutputSpec("verdict")],
            run: context =>
            {
                File.WriteAllText(context.Output("model"), $"model of {text}");
                File.WriteAllText(context.Output("verdict"), text);
                return Task.CompletedTask;
            });
        await _bed.Run(Maker("good"));
        Assert.Equal("model of good", _bed.Result("model.txt"));
        await _bed.Run(Maker("bad"));
        Assert.False(File.Exists(Path.Combine(_bed.Results, "model.txt")));
        await _bed.Run(Maker("bad"));
        Assert.Empty(_bed.Ran);
        Assert.False(File.Exists(Path.Combine(_bed.Results, "model.txt")));
        await _bed.Run(Maker("good"));
        Assert.Empty(_bed.Ran);
        Assert.Equal("model of good", _bed.Result("model.txt"));
    }

    [Fact]
    public async Task WhatALaterStepRefutesIsWithdrawnAndStaysAwayFromTheStoreToo()
    {
        Step[] Plan(string text, int limit)
        {
            var made = _bed.Step(
                "Make",
                new { text },
                outputs: [new OutputSpec("model") { PublishAs = "model.txt" }, new OutputSpec("note") { PublishAs = "note.txt" }],
                run: context =>
                {
                    File.WriteAllText(context.Output("model"), text);
                    File.WriteAllText(context.Output("note"), text);
                    return Task.CompletedTask;
                });
            var judge = _bed.Step(
                "Judge",
                new { limit },
                inputs: new() { ["model"] = made.Output("model") },
                run: context =>
                {
                    var shown = File.Exists(Path.Combine(_bed.Results, "model.txt"));
                    File.WriteAllText(context.Output("out.txt"), File.ReadAllText(context.Input("model")).Length > limit ? $"too long, shown {shown}" : "fine");
                    return Task.CompletedTask;
                }) with { Judges = [made.Output("model")], Refutes = path => File.ReadAllText(path("out.txt")).StartsWith("too long", StringComparison.Ordinal) };
            return [made, judge];
        }

        var model = Path.Combine(_bed.Results, "model.txt");
        await _bed.Run(Plan("abc", limit: 2));
        Assert.Equal(["Make", "Judge"], _bed.Ran);
        Assert.False(File.Exists(model));
        Assert.Equal("abc", _bed.Result("note.txt"));
        // Everything fresh, and the first stage alone.
        await _bed.Run(Plan("abc", limit: 2));
        Assert.Empty(_bed.Ran);
        Assert.False(File.Exists(model));
        using (var engine = new Engine(_bed.Options(Plan("abc", limit: 2))))
            await engine.RunStageAsync("Make");
        Assert.False(File.Exists(model));
        // Another judgement, and another model.
        await _bed.Run(Plan("abc", limit: 3));
        Assert.Equal("abc", _bed.Result("model.txt"));
        await _bed.Run(Plan("abc", limit: 2));
        Assert.False(File.Exists(model));
        await _bed.Run(Plan("ab", limit: 2));
        Assert.Equal("ab", _bed.Result("model.txt"));
    }

    [Fact]
    public void AStepMayJudgeOnlyWhatItReadsFrom()
    {
        var made = _bed.Step("Make");
        var problem = Assert.Throws<PlanException>(() => new Engine(_bed.Options(made, _bed.Step("Judge") with { Judges = [made.Output("out.txt")] })));
        Assert.Equal("Judge judges output 'out.txt' of Make, which is no output of a step that it reads from.", Assert.Single(problem.Problems));
    }

    [Fact]
    public void APlanRunsAndPublishesNothing()
    {
        _bed.Write("data/list.txt", "a");
        Assert.Equal("""
            Load   stale (never ran)
            Train  stale (never ran; waits for Load)
            Plot   stale (never ran; waits for Train)
            0 fresh, 3 stale, 0 maybe

            """, _bed.Plan(Chain()), ignoreLineEndingDifferences: true);
        Assert.Empty(_bed.Ran);
        Assert.False(Directory.Exists(_bed.Results));
        Assert.False(Directory.Exists(Path.Combine(_bed.Cache, "cas")));
    }
}
