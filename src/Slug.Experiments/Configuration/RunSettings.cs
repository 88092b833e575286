using Slug.Pipeline.Configuration;
using Slug.Pipeline.Executors;

namespace Slug.Experiments.Configuration;

/// <summary>
/// The sections of a config that say how to run and not what the experiment is. They are in no key and not in the report, so that
/// changing them makes nothing stale.
/// </summary>
public sealed record RunSettings
{
    private static readonly IReadOnlySet<string> Sections =
        typeof(RunSettings).GetProperties().Select(ConfigBinder.KeyOf).ToHashSet(StringComparer.Ordinal);

    /// <summary>Where results come from and go to beside the store on this machine.</summary>
    public CacheSettings Cache { get; init; } = new();

    /// <summary>What is kept in memory.</summary>
    public MemorySettings Memory { get; init; } = new();

    /// <summary>What a point of a sweep asks of a cluster.</summary>
    public ClusterOptions Cluster { get; init; } = new();

    /// <summary>Parts a config.</summary>
    /// <param name="root">The whole config.</param>
    /// <param name="problems">Receives every mistake in the settings.</param>
    /// <returns>The experiment's part, and the settings.</returns>
    public static (ConfigMapping Experiment, RunSettings Settings) Split(ConfigMapping root, ICollection<ConfigProblem> problems)
    {
        var experiment = root with { Entries = [.. root.Entries.Where(e => !Sections.Contains(e.Key))] };
        var own = root with { Entries = [.. root.Entries.Where(e => Sections.Contains(e.Key))] };
        var bound = ConfigBinder.Bind<RunSettings>(own, problems);
        if (bound is not null)
        {
            bound.Value.Cache.Check(bound.OriginOf("cache.remote"), problems);
            bound.Value.Cluster.Check(path => bound.OriginOf($"cluster.{path}"), problems);
        }
        return (experiment, bound?.Value ?? new RunSettings());
    }
}
