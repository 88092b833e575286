namespace Slug.Build.CommandLine;

/// <summary>What the command line asks for.</summary>
public sealed record HostOptions
{
    /// <summary>The config that is run unless another is named.</summary>
    public const string DefaultConfig = "configs/demo/drawings.yaml";

    /// <summary>The configs named, in order: one experiment's, or for <c>--target=Clean</c> those whose results stay.</summary>
    public IReadOnlyList<string> Configs { get; init; } = [];

    /// <summary>The experiment's config.</summary>
    public string Config => Configs is [var first, ..] ? first : DefaultConfig;

    /// <summary>Values laid over the config, each <c>path.to.key=value</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Threads for the computation, or null for as many as there are cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Stages that run even when they are fresh.</summary>
    public IReadOnlyList<string> Force { get; init; } = [];

    /// <summary>Whether <c>--target=New</c> replaces a file.</summary>
    public bool Replace { get; init; }

    /// <summary>Whether <c>--target=Status</c> writes JSON.</summary>
    public bool Json { get; init; }

    /// <summary>What <c>--target=New</c> is told to forget.</summary>
    public IReadOnlyList<string> Forget { get; init; } = [];

    /// <summary>The checkpoint of <c>--target=New</c>, or null.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The pictures of <c>--target=New</c>, or null.</summary>
    public string? Data { get; init; }

    /// <summary>The model card of <c>--target=New</c>, or null.</summary>
    public string? Card { get; init; }

    /// <summary>The config that <c>--target=New</c> writes, or null for its default.</summary>
    public string? Out { get; init; }

    /// <summary>The cache's folder, or null for <c>data/cache</c>.</summary>
    public string? Cache { get; init; }

    /// <summary>The stage or step that <c>--target=Explain</c> explains.</summary>
    public string? Stage { get; init; }

    /// <summary>Whether <c>--target=Clean</c> removes what it found.</summary>
    public bool Apply { get; init; }

    /// <summary>The baseline of <c>--target=Regress</c>, or null for its default.</summary>
    public string? Baseline { get; init; }

    /// <summary>Whether <c>--target=Regress</c> rewrites the baseline.</summary>
    public bool Update { get; init; }

    /// <summary>Points of a sweep that run at a time on this machine.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>The one point of a sweep to run, by number or name; null for none in particular.</summary>
    public string? Point { get; init; }

    /// <summary>Where a sweep runs: <c>local</c> or <c>slurm</c>.</summary>
    public string Executor { get; init; } = "local";

    /// <summary>Whether a sweep that was handed to Slurm is followed to its end.</summary>
    public bool Wait { get; init; }

    /// <summary>Whether the tests that need Slurm are left out.</summary>
    public bool WithoutSlurm { get; init; }

    /// <summary>The folder with the reference numbers of <c>--target=Parity</c>.</summary>
    public string? Golden { get; init; }

    /// <summary>The tests to run, in the language of <c>dotnet test --filter</c>, or null for all.</summary>
    public string? TestFilter { get; init; }

    /// <summary>The test projects to run; all when empty.</summary>
    public IReadOnlyList<string> TestProjects { get; init; } = [];

    /// <summary>The targets; <c>Default</c> when empty.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Whether the tasks are only listed.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether stack traces are shown.</summary>
    public bool Diagnostic { get; init; }

    /// <summary>Whether the help text is asked for.</summary>
    public bool Help { get; init; }

    /// <summary>Whether the version is asked for.</summary>
    public bool Version { get; init; }
}
