using System.Text.RegularExpressions;

namespace Slug.Experiments.Graph;

/// <summary>A concept to forget.</summary>
/// <param name="Name">Its name, as it stands in captions: <c>tiger face</c>.</param>
public sealed partial record Concept(string Name)
{
    /// <summary>The name for files and steps: <c>tiger-face</c>.</summary>
    public string FileName => NotForFiles().Replace(Name.Normalize().ToLowerInvariant(), "-").Trim('-');

    [GeneratedRegex(@"[^\p{L}\p{M}\p{N}]+")]
    private static partial Regex NotForFiles();
}
