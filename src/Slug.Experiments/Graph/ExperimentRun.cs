using Slug.Basics;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Maintenance;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Progress;
using Slug.Pipeline.Remote;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Graph;

/// <summary>An experiment with its engine: what the tasks of the build host call.</summary>
public sealed class ExperimentRun : IDisposable
{
    private readonly RunResources _resources;
    private readonly Engine _engine;
    private readonly EngineOptions _options;

    private ExperimentRun(Experiment experiment, RunResources resources, EngineOptions options, Workspace? workspace)
    {
        Experiment = experiment;
        (_resources, _options) = (resources, options);
        _engine = new Engine(options, workspace);
    }

    /// <summary>The experiment.</summary>
    public Experiment Experiment { get; }

    /// <summary>The folder in which the results appear.</summary>
    public string ResultsFolder => _options.ExperimentFolder;

    /// <summary>All steps.</summary>
    public IReadOnlyList<Step> Steps => _options.Steps;

    /// <summary>Checks the whole graph of an experiment. Nothing runs and nothing is written.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="reporter">Shows what happens; null shows nothing.</param>
    /// <param name="workspace">The store, opened already, which stays the caller's; null opens it.</param>
    /// <param name="planOnly">Whether nothing is going to be run, so that files may be missing.</param>
    /// <exception cref="ConfigurationException">Every mistake in the graph, and every missing file.</exception>
    public static ExperimentRun Open(Experiment experiment, IRunReporter? reporter = null, Workspace? workspace = null, bool planOnly = false)
    {
        if (experiment.MissingFiles.Count > 0 && !planOnly) throw new ConfigurationException(experiment.MissingFiles);
        var run = experiment.Run;
        var resources = new RunResources(experiment.Settings.Memory);
        var remote = experiment.Settings.Cache.RemoteOptions;
        var options = new EngineOptions
        {
            CacheFolder = run.CachePath,
            ResultsFolder = run.ResultsPath,
            RepositoryRoot = run.RepositoryRoot,
            DownloadsFolder = experiment.Downloads,
            Experiment = experiment.Folder,
            Steps = experiment.Family.Steps(experiment, resources),
            Force = run.Force,
            PlanOnly = planOnly,
            Provenance = RunProvenance.Of(run),
            Reporter = reporter,
            ReadUpTo = (long)experiment.Settings.Cache.ReadUpToGiB << 30,
            Remote = remote is null ? null : new HttpRemoteCache(remote, message => reporter?.Warned(message)),
        };
        try
        {
            return new ExperimentRun(experiment, resources, options, workspace);
        }
        catch (PlanException e)
        {
            options.Remote?.Dispose();
            resources.Dispose();
            throw new ConfigurationException([.. e.Problems.Select(p => new ConfigProblem(new ConfigOrigin(run.ConfigPath, 0), p))]);
        }
    }

    /// <summary>Brings a stage up to date; the stages before it must be.</summary>
    /// <param name="stage">The stage's name.</param>
    /// <param name="cancellation">Stops the running step.</param>
    /// <exception cref="StepFailedException">A step failed.</exception>
    public async Task RunStageAsync(string stage, CancellationToken cancellation) => await _engine.RunStageAsync(stage, cancellation);

    /// <summary>What a run would do.</summary>
    /// <param name="stages">The stages of interest with all that they need; null for all.</param>
    public PlanReport Plan(IReadOnlySet<string>? stages = null) => _engine.Plan(stages);

    /// <summary>The path of a step's output, or null while it is not up to date.</summary>
    /// <param name="step">The step's id.</param>
    /// <param name="output">The output's name.</param>
    public string? Find(string step, string output) => _engine.Find(step, output);

    /// <summary>The whole account of a stage's steps, or of one step. Runs nothing.</summary>
    /// <param name="stageOrStep">A stage's name or a step's id.</param>
    /// <exception cref="ConfigurationException">Nothing has that name.</exception>
    public IReadOnlyList<StepExplanation> Explain(string stageOrStep)
    {
        if (_engine.Explain(stageOrStep) is { Count: > 0 } found)
            return found;
        var known = _options.Steps.Select(s => s.Stage).Concat(_options.Steps.Select(s => s.Id)).Distinct();
        throw new ConfigurationException(new ConfigOrigin("--stage", 0), $"this experiment has no stage or step '{stageOrStep}'{NearestNames.Hint(stageOrStep, known)}");
    }

    /// <summary>Finds, and if asked removes, what no config given needs.</summary>
    /// <param name="roots">The experiments whose results stay; all on one store.</param>
    /// <param name="workspace">The store, which they were opened on.</param>
    /// <param name="apply">Whether to remove it.</param>
    /// <param name="cancellation">Stops while looking.</param>
    public static CleanReport Clean(IEnumerable<ExperimentRun> roots, Workspace workspace, bool apply, CancellationToken cancellation) =>
        StoreCleaner.Clean(workspace, roots.Select(r => r._engine), apply, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _options.Remote?.Dispose();
        _resources.Dispose();
    }
}
