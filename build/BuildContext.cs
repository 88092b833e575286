using Cake.Core;
using Cake.Frosting;
using Slug.Build.CommandLine;
using Slug.Build.Running;
using Slug.Experiments;
using Slug.Pipeline.Progress;

namespace Slug.Build;

/// <summary>What the tasks share: where things lie, what the user asked for, the experiment and the signal to stop.</summary>
public sealed class BuildContext : FrostingContext, IDisposable
{
    private readonly Lazy<ExperimentRun> _experiment;

    /// <summary>Puts the context together.</summary>
    /// <param name="context">Cake's context.</param>
    /// <param name="options">The command line.</param>
    /// <param name="interrupt">Ctrl+C.</param>
    public BuildContext(ICakeContext context, HostOptions options, Interrupt interrupt)
        : base(context)
    {
        Options = options;
        Cancellation = interrupt.Token;
        _experiment = new Lazy<ExperimentRun>(() => ExperimentRun.Open(RunOptions(), ConsoleReporter.Create(TimeProvider.System)));
    }

    /// <summary>The command line.</summary>
    public HostOptions Options { get; }

    /// <summary>Cancelled by Ctrl+C.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>The repository's folders.</summary>
    public Layout Layout { get; } = Layout.Find();

    /// <summary>The experiment, read and checked as a whole when it is first asked for: before the first stage, and not for tasks that need none.</summary>
    /// <exception cref="Slug.Pipeline.Configuration.ConfigurationException">Every mistake in the config.</exception>
    public ExperimentRun Experiment => _experiment.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_experiment.IsValueCreated)
            _experiment.Value.Dispose();
    }

    private RunOptions RunOptions() => new()
    {
        RepositoryRoot = Layout.Root,
        ConfigPath = Layout.Shown(Layout.Resolve(Options.Config)),
        Overrides = Options.Overrides,
        CacheFolder = Options.Cache is null ? null : Layout.Resolve(Options.Cache),
        Device = Options.Device,
        Threads = Options.Threads,
        Force = Options.Force.ToHashSet(StringComparer.Ordinal),
    };
}
