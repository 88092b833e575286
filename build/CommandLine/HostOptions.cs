namespace Slug.Build.CommandLine;

/// <summary>What the command line asks for.</summary>
public sealed record HostOptions
{
    /// <summary>The config that is run unless another is named.</summary>
    public const string DefaultConfig = "configs/demo/clip.yaml";

    /// <summary>The experiment's config.</summary>
    public string Config { get; init; } = DefaultConfig;

    /// <summary>Values laid over the config, each <c>path.to.key=value</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Threads for the computation, or null for as many as there are cores.</summary>
    public int? Threads { get; init; }

    /// <summary>Stages that run even when they are fresh.</summary>
    public IReadOnlyList<string> Force { get; init; } = [];

    /// <summary>The cache's folder, or null for <c>data/cache</c>.</summary>
    public string? Cache { get; init; }

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

    /// <summary>Whether the program runs in continuous integration, where nobody watches a progress bar.</summary>
    public bool ContinuousIntegration { get; init; } =
        new[] { "CI", "TF_BUILD", "TEAMCITY_VERSION" }.Any(v => Environment.GetEnvironmentVariable(v) is { Length: > 0 });
}
