using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Tests.EndToEnd;
using Slug.Pipeline.Progress;

namespace Slug.Experiments.Tests.Diffusion;

/// <summary>configs/ci/diffusion.yaml in a folder of its own, run once for all tests of the class: real drawings, real training, real pictures.</summary>
public sealed class TinyDiffusion : IAsyncLifetime
{
    private static readonly string[] Stages =
        [StageNames.Download, StageNames.CreateTars, StageNames.Pretrain, StageNames.ComputeGrads, StageNames.Unlearn, StageNames.Generate, StageNames.Evaluate, StageNames.Plot, StageNames.Export];

    public string Folder { get; } = Directory.CreateTempSubdirectory("slug-diffusion-").FullName;

    public string Results => Path.Combine(Folder, "results", "ci-diffusion");

    public IReadOnlyList<StepReport> FirstRun { get; private set; } = [];

    public async Task InitializeAsync() => FirstRun = await RunAsync();

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Runs all stages, or those given, and returns what became of each step.</summary>
    /// <param name="overrides">Values by key.</param>
    /// <param name="force">Steps that run although they are fresh.</param>
    /// <param name="stages">The stages; null for all.</param>
    /// <param name="onProgress">Called on a step's own thread whenever it says how far it is.</param>
    /// <param name="cancellation">Stops the run.</param>
    public async Task<IReadOnlyList<StepReport>> RunAsync(
        IReadOnlyList<string>? overrides = null, string[]? force = null, string[]? stages = null, Action? onProgress = null, CancellationToken cancellation = default)
    {
        var reporter = new StepRecorder { OnProgress = onProgress };
        using var run = ExperimentRun.Open(ExperimentLoader.Load(Options(overrides, force)), reporter);
        foreach (var stage in stages ?? Stages) await run.RunStageAsync(stage, cancellation);
        return reporter.Reports;
    }

    /// <summary>The options of a run in this folder.</summary>
    public RunOptions Options(IReadOnlyList<string>? overrides = null, string[]? force = null) => new()
    {
        RepositoryRoot = Repository.Root,
        ConfigPath = Path.Combine(Repository.Root, "configs/ci/diffusion.yaml"),
        Overrides = overrides ?? [],
        CacheFolder = Path.Combine(Folder, "cache"),
        ResultsFolder = Path.Combine(Folder, "results"),
        Device = "cpu",
        Force = (force ?? []).ToHashSet(),
    };
}
