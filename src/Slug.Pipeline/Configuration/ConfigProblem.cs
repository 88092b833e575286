namespace Slug.Pipeline.Configuration;

/// <summary>One mistake in a config.</summary>
/// <param name="Origin">Where it stands.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ConfigProblem(ConfigOrigin Origin, string Message)
{
    /// <summary>The file or folder of the user's that is not there; null where something else is wrong.</summary>
    public string? MissingFile { get; init; }

    /// <summary><c>configs/demo/clip.yaml:12: unknown key 'concept'; did you mean 'concepts'?</c></summary>
    public override string ToString() => $"{Origin}: {Message}";
}
