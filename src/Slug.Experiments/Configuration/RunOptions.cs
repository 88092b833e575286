namespace Slug.Experiments.Configuration;

/// <summary>How a run of an experiment is started: everything that is not part of the experiment itself.</summary>
public sealed record RunOptions
{
    /// <summary>The repository root; configs name tracked files relative to it.</summary>
    public required string RepositoryRoot { get; init; }

    /// <summary>The experiment's config.</summary>
    public required string ConfigPath { get; init; }

    /// <summary>Values laid over the config, <c>path.to.key=value</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>Where cached artifacts live; <c>data/cache</c> by default.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Where cached artifacts live, the default applied.</summary>
    public string CachePath => CacheFolder ?? Path.Combine(RepositoryRoot, "data", "cache");

    /// <summary>Where results appear; <c>results</c> by default, one folder per experiment in it.</summary>
    public string? ResultsFolder { get; init; }

    /// <summary>Where results appear, the default applied.</summary>
    public string ResultsPath => ResultsFolder ?? Path.Combine(RepositoryRoot, "results");

    /// <summary>The point of the config's sweep to run, by number or name; null where the config has no sweep.</summary>
    public string? Point { get; init; }

    /// <summary><c>auto</c> (a GPU when there is one), <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Threads of a CPU operation; null for one per core.</summary>
    public int? Threads { get; init; }

    /// <summary>Stages or steps to run even when they are fresh.</summary>
    public IReadOnlySet<string> Force { get; init; } = new HashSet<string>();
}
