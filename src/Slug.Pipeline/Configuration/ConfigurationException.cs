namespace Slug.Pipeline.Configuration;

/// <summary>The user's config or arguments are wrong. Carries every problem found, not the first; maps to exit code 2.</summary>
public sealed class ConfigurationException(IReadOnlyList<ConfigProblem> problems) : Exception(Describe(problems))
{
    /// <summary>A single problem.</summary>
    /// <param name="origin">Where it stands.</param>
    /// <param name="message">What is wrong.</param>
    public ConfigurationException(ConfigOrigin origin, string message)
        : this([new ConfigProblem(origin, message)])
    {
    }

    /// <summary>The problems, in the order of file and line.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; } = problems;

    private static string Describe(IReadOnlyList<ConfigProblem> problems) =>
        string.Join(Environment.NewLine, problems.Select(p => p.ToString()));
}
