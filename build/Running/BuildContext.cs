using Cake.Core;
using Cake.Frosting;
using Slug.Build.CommandLine;
using Slug.Experiments;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Regression;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Progress;

namespace Slug.Build.Running;

/// <summary>What the tasks share: where things lie, what the user asked for, the experiment and the signal to stop.</summary>
public sealed class BuildContext : FrostingContext, IDisposable
{
    private const string DefaultBaseline = "configs/ci/baseline.json";

    private readonly Lazy<ExperimentRun> _experiment;
    private readonly Lazy<Baseline?> _baseline;

    /// <summary>Puts the context together.</summary>
    /// <param name="context">Cake's context.</param>
    /// <param name="options">The command line.</param>
    /// <param name="interrupt">Ctrl+C.</param>
    /// <param name="outcome">How the run ends.</param>
    public BuildContext(ICakeContext context, HostOptions options, Interrupt interrupt, Outcome outcome)
        : base(context)
    {
        Outcome = outcome;
        Options = options;
        Cancellation = interrupt.Token;
        _experiment = new Lazy<ExperimentRun>(() => ExperimentRun.Open(ExperimentLoader.Load(RunOptions(Options.Config)), ConsoleReporter.Create(TimeProvider.System, isWatched: Options.Point is not null)));
        // An update begins with what is there, for its tolerances, or with nothing.
        _baseline = new Lazy<Baseline?>(() => Options.Update && !File.Exists(BaselinePath) ? null : Slug.Experiments.Regression.Baseline.Load(BaselinePath));
    }

    /// <summary>The command line.</summary>
    public HostOptions Options { get; }

    /// <summary>Cancelled by Ctrl+C.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>How the run ends.</summary>
    public Outcome Outcome { get; }

    /// <summary>The repository's folders.</summary>
    public Layout Layout { get; } = Layout.Find();

    /// <summary>The experiment, read and checked as a whole when it is first asked for: before the first stage, and not for tasks that need none.</summary>
    /// <exception cref="Slug.Pipeline.Configuration.ConfigurationException">Every mistake in the config.</exception>
    public ExperimentRun Experiment => _experiment.Value;

    /// <summary>Where <c>--target=Regress</c> finds and puts its baseline.</summary>
    public string BaselinePath => Layout.Shown(Layout.Resolve(Options.Baseline ?? DefaultBaseline));

    /// <summary>The metrics that a run is held against; null when <c>--update</c> makes the first.</summary>
    /// <exception cref="Slug.Pipeline.Configuration.ConfigurationException">There is none, or it is no baseline.</exception>
    public Baseline? Baseline => _baseline.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_experiment.IsValueCreated)
            _experiment.Value.Dispose();
    }

    /// <summary>How an experiment is to be run, as the command line says.</summary>
    /// <param name="config">The experiment's config.</param>
    public RunOptions RunOptions(string config) => new()
    {
        RepositoryRoot = Layout.Root,
        ConfigPath = Layout.Shown(Layout.Resolve(config)),
        Overrides = Options.Overrides,
        Point = Options.Point,
        CacheFolder = Options.Cache is null ? null : FolderOf("--cache", Options.Cache),
        Device = Options.Device,
        Threads = Options.Threads,
        Force = Options.Force.ToHashSet(StringComparer.Ordinal),
    };

    // The folder need not be there; a file in its place, or in that of a folder above it, would fail only when something is written.
    private string FolderOf(string option, string path)
    {
        var full = Layout.Resolve(path);
        for (var above = full; above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above))
            if (File.Exists(above))
                throw new ConfigurationException(new ConfigOrigin(option, 0), $"{above} is a file; name a folder, which is made where it is not there");
        return full;
    }
}
