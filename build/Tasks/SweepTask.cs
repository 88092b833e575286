using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments.Sweeps;
using Slug.Pipeline.Executors;

namespace Slug.Build.Tasks;

/// <summary>Runs all points of the config's sweep, here or on a cluster, and compares them in a table: see <see cref="SweepRunner"/>.</summary>
[TaskName(Name)]
[TaskDescription("Runs every point of the config's sweep and compares them in a table (--jobs=N, --executor=slurm)")]
public sealed class SweepTask : AsyncFrostingTask<BuildContext>
{
    /// <summary>The target's name.</summary>
    public const string Name = "Sweep";

    // What build.sh sets for the host, and a node of a cluster does not.
    private static readonly string[] Variables =
    [
        "DOTNET_ROOT", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "GOMP_SPINCOUNT", "LD_LIBRARY_PATH", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_",
        "OMP_WAIT_POLICY", "PATH", "SLUG_ARTIFACTS",
    ];

    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        var options = context.Options;
        var runner = new SweepRunner(SweepRun.Open(context.RunOptions(options.Config)), ThisHost(context), Console.Out, TimeProvider.System, TerminalWidth.Now());
        var succeeded = options.Executor == "slurm"
            ? await runner.RunOnSlurmAsync(options.Wait, options.Threads, $"./build.sh --target={Name} --config={options.Config} --executor=slurm --wait", context.Cancellation)
            : await runner.RunLocallyAsync(options.Jobs, options.Device, options.Threads, context.Cancellation);
        if (!succeeded)
            throw new ReportedFailureException("The sweep is not complete.");
    }

    // Paths are resolved here, where the user typed them: the points run in the same folder, but perhaps on another machine.
    private static HostCommand ThisHost(BuildContext context)
    {
        var options = context.Options;
        return new HostCommand
        {
            Program = Environment.ProcessPath!,
            Arguments =
            [
                typeof(SweepTask).Assembly.Location,
                $"--config={context.Layout.Resolve(options.Config)}",
                .. options.Overrides.SelectMany(o => new[] { "--set", o }),
                .. options.Cache is null ? Array.Empty<string>() : [$"--cache={context.Layout.Resolve(options.Cache)}"],
                $"--device={options.Device}",
            ],
            WorkingDirectory = Environment.CurrentDirectory,
            Environment = Variables.Select(name => (name, Value: Environment.GetEnvironmentVariable(name)))
                .Where(v => v.Value is not null).ToDictionary(v => v.name, v => v.Value!, StringComparer.Ordinal),
        };
    }
}
