using Slug.Basics;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Executors;

namespace Slug.Experiments.Configuration;

/// <summary>
/// The sections of a config that say how to run and not what the experiment is. They are in no key and not in the report, so that
/// changing them makes nothing stale.
/// </summary>
public sealed record RunSettings
{
    private static readonly string[] Stages =
        ["Download", "PrepareImageNet", "CreateTars", "Pretrain", "ComputeGrads", "Unlearn", "Generate", "Evaluate", "Plot", "Export"];

    private static readonly IReadOnlySet<string> Sections =
        typeof(RunSettings).GetProperties().Select(ConfigBinder.KeyOf).ToHashSet(StringComparer.Ordinal);

    /// <summary>Where results come from and go to beside the store on this machine.</summary>
    public CacheSettings Cache { get; init; } = new();

    /// <summary>What is kept in memory.</summary>
    public MemorySettings Memory { get; init; } = new();

    /// <summary>What stages are expected to take, by their names, for <c>--target=Status</c>: bytes, minutes, memory.</summary>
    public IReadOnlyDictionary<string, StageEstimate> Estimates { get; init; } = new Dictionary<string, StageEstimate>();

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
            foreach (var stage in bound.Value.Estimates.Keys.Where(stage => !Stages.Contains(stage)))
                problems.Add(new ConfigProblem(bound.OriginOf($"estimates.{stage}"), $"there is no stage '{stage}'{NearestNames.Aside(stage, Stages)}; stages are {string.Join(", ", Stages)}"));
            bound.Value.Cluster.Check(path => bound.OriginOf($"cluster.{path}"), problems);
        }
        return (experiment, bound?.Value ?? new RunSettings());
    }
}
