using Slug.Experiments.Configuration;
using Slug.Experiments.Stages;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Progress;

namespace Slug.Experiments;

/// <summary>An experiment with its engine: what the tasks of the build host call.</summary>
public sealed class ExperimentRun : IDisposable
{
    private readonly Engine _engine;
    private readonly EngineOptions _options;

    private ExperimentRun(Experiment experiment, EngineOptions options)
    {
        Experiment = experiment;
        _options = options;
        _engine = new Engine(options);
    }

    /// <summary>The experiment.</summary>
    public Experiment Experiment { get; }

    /// <summary>The folder in which the results appear.</summary>
    public string ResultsFolder => _options.ExperimentFolder;

    /// <summary>Reads the config and checks it and the whole graph. Nothing runs and nothing is written.</summary>
    /// <param name="run">Which experiment, and how.</param>
    /// <param name="reporter">Shows what happens; null shows nothing.</param>
    /// <exception cref="ConfigurationException">Every mistake in config and graph.</exception>
    public static ExperimentRun Open(RunOptions run, IRunReporter? reporter = null)
    {
        var experiment = ExperimentLoader.Load(run);
        var options = new EngineOptions
        {
            CacheFolder = run.CacheFolder ?? Path.Combine(run.RepositoryRoot, "data", "cache"),
            ResultsFolder = run.ResultsFolder ?? Path.Combine(run.RepositoryRoot, "results"),
            RepositoryRoot = run.RepositoryRoot,
            Experiment = experiment.Options.Experiment,
            Steps = ExperimentGraph.Steps(experiment),
            Force = run.Force,
            Provenance = RunProvenance.Of(run),
            Reporter = reporter,
        };
        try
        {
            return new ExperimentRun(experiment, options);
        }
        catch (PlanException e)
        {
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

    /// <summary>The table of results as text for the terminal, and where everything is; after the Plot stage.</summary>
    public string Summary() => PlotStage.Summary(_engine.Find(PlotStage.Name, PlotStage.Report)!, ResultsFolder);

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();
}
