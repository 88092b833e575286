using Slug.Pipeline.Execution;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Tests.Execution;

/// <summary>Objects, sources and results whose bytes went bad: what a step reads, a record says and a results folder shows is right all the same.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly Bed _bed = new();
    private readonly FrozenStats _stats = new();

    public void Dispose() => _bed.Dispose();

    private Step[] Chain()
    {
        var train = _bed.Step("Train", outputs: [new OutputSpec("out.txt")], run: c => File.WriteAllTextAsync(c.Output("out.txt"), "a model"));
        return [train, _bed.Step("Use", inputs: new() { ["model"] = train.Output("out.txt") })];
    }

    private string ObjectOf(string text) => Directory.EnumerateFiles(Path.Combine(_bed.Cache, "cas"), "*", SearchOption.AllDirectories).Single(f => File.ReadAllText(f) == text);

    [Fact]
    public async Task DamageThatKeepsSizeAndTimeMakesStatusSayStale()
    {
        await _bed.Run(Chain());
        Damage.KeepingSizeAndTime(ObjectOf("a model"));
        Assert.Contains("Train  stale (output out.txt is damaged", _bed.Plan(Chain()));
    }

    [Fact]
    public async Task AForcedStepNeverComputesFromADamagedInputThoughNoStatShowsIt()
    {
        await _bed.Run(Chain());
        _stats.Freeze(_bed.Root);
        Damage.KeepingSizeAndTime(ObjectOf("a model"));
        await _bed.Run(_stats, ["Use"], Chain());
        Assert.Equal(["Train", "Use"], _bed.Ran);
        Assert.Equal("Use |a model", _bed.Result("Use.txt"));
        Assert.Single(_bed.Reporter.Events, e => e.StartsWith("warned Use: object", StringComparison.Ordinal));
        Assert.Equal("a model", File.ReadAllText(ObjectOf("a model")));
    }

    [Fact]
    public async Task AnObjectThatGoesBadBetweenTwoStepsOfARunIsMadeAgain()
    {
        var chain = Chain();
        var spoil = _bed.Step("Between", inputs: new() { ["model"] = chain[0].Output("out.txt") }, run: async c =>
        {
            await File.WriteAllTextAsync(c.Output("out.txt"), "b");
            c.WhenRecorded(() => { _stats.Freeze(_bed.Root); Damage.KeepingSizeAndTime(ObjectOf("a model")); });
        });
        await _bed.Run(_stats, [], chain[0], spoil, chain[1]);
        Assert.Equal(["Train", "Between", "Train", "Use"], _bed.Ran);
        Assert.Equal("Use |a model", _bed.Result("Use.txt"));
    }

    [Fact]
    public async Task ALaidOutFolderWithABadCopyIsLaidOutAnew()
    {
        var make = _bed.Step("Make", outputs: [new OutputSpec("all", ArtifactKind.Folder)], run: c => File.WriteAllTextAsync(Path.Combine(c.Output("all"), "a"), "A"));
        Step Use(int n) => _bed.Step("Use", new { n }, inputs: new() { ["all"] = make.Output("all") }, run: async c =>
            await File.WriteAllTextAsync(c.Output("out.txt"), File.ReadAllText(Path.Combine(c.Input("all"), "a"))));
        await _bed.Run(make, Use(1));
        var copy = Directory.EnumerateFiles(Path.Combine(_bed.Cache, "trees"), "a", SearchOption.AllDirectories).Single();
        File.Delete(copy);
        File.WriteAllText(copy, "B");
        await _bed.Run(make, Use(2));
        Assert.Equal(["Use"], _bed.Ran);
        Assert.Equal("A", _bed.Result("Use.txt"));
    }

    [Fact]
    public async Task ALargeInputIsReadBesideTheStepAndWhatWasMadeFromDamageIsNotRecorded()
    {
        await _bed.Run(Chain());
        _stats.Freeze(_bed.Root);
        Damage.KeepingSizeAndTime(ObjectOf("a model"));
        using (var workspace = new Workspace(_bed.Cache, TimeProvider.System, _stats))
        {
            using var engine = new Engine(_bed.Options(Chain()) with { Force = new HashSet<string> { "Use" }, ReadBefore = 3 }, workspace);
            var failure = await Assert.ThrowsAsync<StepFailedException>(() => engine.RunAllAsync());
            Assert.Contains("an input was damaged while it ran, and its result is discarded", failure.Message);
        }
        Assert.Equal("Use |a model", _bed.Result("Use.txt"));
        await _bed.Run(Chain());
        Assert.Equal(["Train"], _bed.Ran);
    }

    [Fact]
    public async Task OfAnInputAboveTheSettingAStatThatIsKnownIsEnough()
    {
        await _bed.Run(Chain());
        _stats.Freeze(_bed.Root);
        Damage.KeepingSizeAndTime(ObjectOf("a model"));
        using var workspace = new Workspace(_bed.Cache, TimeProvider.System, _stats);
        using var engine = new Engine(_bed.Options(Chain()) with { Force = new HashSet<string> { "Use" }, ReadUpTo = 3 }, workspace);
        _bed.Ran.Clear();
        await engine.RunAllAsync();
        Assert.Equal(["Use"], _bed.Ran);
    }

    [Fact]
    public async Task ASourceThatChangedWithoutATraceIsTakenAsItIs()
    {
        _bed.Write("list", "a");
        Step[] steps = [_bed.Step("Read", inputs: new() { ["list"] = new SourcePath("list") }), _bed.Step("Read", new { N = 2 }, "again", inputs: new() { ["list"] = new SourcePath("list") })];
        await _bed.Run(steps[0]);
        await Task.Delay(2100); // until the memo takes it
        await _bed.Run(steps[0]);
        _stats.Freeze(_bed.Root);
        Damage.FlipBit(Path.Combine(_bed.Root, "list"), 1, restoreTime: true);
        await _bed.Run(_stats, [], steps);
        Assert.Equal("Read { N = 2 }|c", _bed.Result("Read-again.txt"));
    }

    [Fact]
    public async Task APublishedFileIsComparedByItsContent()
    {
        await _bed.Run(Chain());
        var result = Path.Combine(_bed.Results, "Use.txt");
        // A file of its own beside the object, as on a file system with reflinks.
        var right = File.ReadAllText(result);
        File.Delete(result);
        File.WriteAllText(result, right);
        await _bed.Run(Chain());
        _stats.Freeze(_bed.Root);
        Damage.KeepingSizeAndTime(result);
        await _bed.Run(_stats, [], Chain());
        Assert.Empty(_bed.Ran);
        Assert.Equal(right, File.ReadAllText(result));
    }

    [Fact]
    public async Task APublishedFileThatIsTheDamagedObjectItselfIsMadeAgain()
    {
        await _bed.Run(Chain());
        _stats.Freeze(_bed.Root);
        Damage.KeepingSizeAndTime(Path.Combine(_bed.Results, "Use.txt"));
        await _bed.Run(_stats, [], Chain());
        Assert.Equal(["Use"], _bed.Ran);
        Assert.Equal("Use |a model", _bed.Result("Use.txt"));
    }
}
