using Slug.Pipeline.Execution;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Tests.Execution;

/// <summary>A results folder shows what one config makes, and nothing of what was there before.</summary>
public sealed class ResultsPictureTests : IDisposable
{
    private readonly Bed _bed = new();

    public void Dispose() => _bed.Dispose();

    private Step[] Plan(int seed, params string[] concepts)
    {
        var train = _bed.Step("Train", new { seed }, outputs: [new OutputSpec("out.txt") { PublishAs = "models/original" }]);
        return
        [
            train,
            .. concepts.Select(c => _bed.Step("Unlearn", new { c }, c, new() { ["model"] = train.Output("out.txt") }, outputs: [new OutputSpec("out.txt") { PublishAs = $"models/{c}" }])),
            _bed.Step("Plot", new { concepts }, inputs: new() { ["model"] = train.Output("out.txt") }, outputs: [new OutputSpec("out.txt") { PublishAs = "table" }]),
        ];
    }

    private string[] Files() => [.. Directory.GetFiles(_bed.Results, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(_bed.Results, f)).Order(StringComparer.Ordinal)];

    private string Aside() => Assert.Single(Directory.GetDirectories(Path.Combine(_bed.Root, "results"), "exp.earlier-*"));

    [Fact]
    public async Task WhatAnotherConfigLeftGoesWhenTheNewSetIsComplete()
    {
        await _bed.Run(Plan(1, "rocket", "hamburger"));
        await _bed.Run(Plan(22, "rocket"));
        Assert.Equal(["logs/Plot.log", "logs/Train.log", "logs/Unlearn-rocket.log", "models/original", "models/rocket", "table"], Files());
        Assert.Equal(["exp"], Directory.GetDirectories(Path.Combine(_bed.Root, "results")).Select(Path.GetFileName).Where(f => f != ".runs"));
        Assert.Single(_bed.Reporter.Events, e => e.Contains("shows this config alone: 1 file of another config went from there (models/hamburger). The cache has what it made", StringComparison.Ordinal));
        // Back again: what the store still has is shown again, and the other run's logs are gone.
        await _bed.Run(Plan(1, "rocket", "hamburger"));
        Assert.Empty(_bed.Ran);
        Assert.Equal(["models/hamburger", "models/original", "models/rocket", "table"], Files());
    }

    [Fact]
    public async Task WhatIsNotCompleteLeavesTheOtherFilesAlone()
    {
        await _bed.Run(Plan(1, "rocket", "hamburger"));
        using (var engine = new Engine(_bed.Options(Plan(22, "rocket"))))
            await engine.RunStageAsync("Train");
        Assert.Contains("models/hamburger", Files());
    }

    [Fact]
    public async Task WhatSomebodyPutAmongTheResultsIsMovedBesideAndNotLost()
    {
        await _bed.Run(Plan(1, "rocket"));
        _bed.Write("results/exp/models/old", "from another cache");
        _bed.Write("results/exp/notes", "mine");
        var rocket = Path.Combine(_bed.Results, "models/rocket");
        File.Delete(rocket);
        File.WriteAllText(rocket, "edited");
        await _bed.Run(Plan(1));
        Assert.Equal(["logs/Train.log", "logs/Plot.log", "models/original", "notes", "table"], Files().OrderBy(f => f == "logs/Plot.log" ? "logs/Z" : f, StringComparer.Ordinal));
        Assert.Equal("edited", File.ReadAllText(Path.Combine(Aside(), "models/rocket")));
        Assert.Equal("from another cache", File.ReadAllText(Path.Combine(Aside(), "models/old")));
        Assert.Single(_bed.Reporter.Events, e => e.Contains("were moved to", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AnEditedResultIsMovedBesideAndToldOfWhateverRunsNext()
    {
        await _bed.Run(Plan(1, "rocket"));
        var (table, rocket) = (Path.Combine(_bed.Results, "table"), Path.Combine(_bed.Results, "models/rocket"));
        File.Delete(table);
        File.WriteAllText(table, "with my note");
        await _bed.Run(Plan(1, "rocket"));
        Assert.Equal("with my note", File.ReadAllText(Path.Combine(Aside(), "table")));
        Assert.Single(_bed.Reporter.Events, e => e.Contains("that no result of this config is were moved to", StringComparison.Ordinal));
        Directory.Delete(Aside(), recursive: true);
        // Behind a hard link it is the store's file too: that is made again.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(rocket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.AppendAllText(rocket, "with my note");
        await _bed.Run(Plan(2, "rocket"));
        Assert.EndsWith("with my note", File.ReadAllText(Path.Combine(Aside(), "models/rocket")), StringComparison.Ordinal);
        Assert.Contains("seed = 2", _bed.Result("models/rocket"));
    }

    [Fact]
    public async Task ALogOfTheUsersOwnStays()
    {
        await _bed.Run(Plan(1, "rocket"));
        _bed.Write("results/exp/logs/training.log", "mine\nand yours\n");
        File.CreateSymbolicLink(Path.Combine(_bed.Results, "logs/lost.log"), "gone");
        await _bed.Run(Plan(1));
        Assert.Equal(["Plot.log", "Train.log", "lost.log", "training.log"], Directory.GetFileSystemEntries(Path.Combine(_bed.Results, "logs")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ASecondRunOfOtherContentIsToldAndWaits()
    {
        using var first = new Engine(_bed.Options(Plan(1, "rocket")));
        await first.RunStageAsync("Train");
        using var second = new Engine(_bed.Options(Plan(2, "rocket")));
        var waiting = second.RunAllAsync();
        while (!_bed.Reporter.Events.Any(e => e.Contains("is being filled with other content by process", StringComparison.Ordinal)))
            await Task.Delay(10);
        Assert.False(waiting.IsCompleted);
        await first.RunAllAsync();
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        await waiting;
        Assert.Contains("seed = 2", _bed.Result("models/original"));
        Assert.Contains("seed = 2", _bed.Result("models/rocket"));
    }

    [Fact]
    public async Task ARunOfTheSameContentIsLetIn()
    {
        using var first = new Engine(_bed.Options(Plan(1, "rocket")));
        await first.RunStageAsync("Train");
        using var second = new Engine(_bed.Options(Plan(1, "rocket")));
        await second.RunAllAsync();
        Assert.Equal(["models/original", "models/rocket", "table"], Files().Where(f => !f.StartsWith("logs", StringComparison.Ordinal)));
    }
}
