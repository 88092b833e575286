using System.Globalization;
using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Executors;

/// <summary>How this program is started once more, to run one point of a sweep.</summary>
public sealed record HostCommand
{
    /// <summary>The program: <c>/usr/bin/dotnet</c>.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments for every point, such as the config.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Where it is started.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Variables that it needs on top of those of a login shell, which is what a cluster's node may give it.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>All arguments of a job.</summary>
    /// <param name="job">The job.</param>
    public IReadOnlyList<string> ArgumentsOf(SweepJob job) =>
        [.. SharedArgumentsOf(job), string.Create(CultureInfo.InvariantCulture, $"--point={job.Point.Index}")];

    /// <summary>A job's arguments but for its point.</summary>
    /// <param name="job">The job.</param>
    public IReadOnlyList<string> SharedArgumentsOf(SweepJob job) =>
        [.. Arguments, $"--target={job.Stage}", .. job.Force.Select(step => $"--force={step}")];
}
