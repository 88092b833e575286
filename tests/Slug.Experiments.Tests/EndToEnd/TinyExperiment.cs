using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Progress;

namespace Slug.Experiments.Tests.EndToEnd;

/// <summary>
/// The tiny experiment in a folder of its own, run once for all tests of the class: real downloads, real training, real figures.
/// </summary>
public sealed class TinyExperiment : IAsyncLifetime
{
    public static readonly string[] Stages = ["Download", "CreateTars", "Pretrain", "ComputeGrads", "Unlearn", "Evaluate", "Plot"];

    public string Folder { get; } = Directory.CreateTempSubdirectory("slug-tiny-").FullName;

    public string Results => Path.Combine(Folder, "results", "ci-tiny");

    public IReadOnlyList<StepReport> FirstRun { get; private set; } = [];

    public async Task InitializeAsync() => FirstRun = await RunAsync();

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Runs all stages and returns what became of each step.</summary>
    public async Task<IReadOnlyList<StepReport>> RunAsync(IReadOnlyList<string>? overrides = null, string[]? force = null, CancellationToken cancellation = default)
    {
        var reporter = new StepRecorder();
        using var run = ExperimentRun.Open(ExperimentLoader.Load(Options(overrides, force)), reporter);
        foreach (var stage in Stages) await run.RunStageAsync(stage, cancellation);
        return reporter.Reports;
    }

    /// <summary>The options of a run in this folder.</summary>
    public RunOptions Options(IReadOnlyList<string>? overrides = null, string[]? force = null) => new()
    {
        RepositoryRoot = Repository.Root,
        ConfigPath = Path.Combine(Repository.Root, "configs/ci/tiny.yaml"),
        Overrides = overrides ?? [],
        CacheFolder = Path.Combine(Folder, "cache"),
        ResultsFolder = Path.Combine(Folder, "results"),
        Device = "cpu",
        Force = (force ?? []).ToHashSet(),
    };
}
