using System.Text.RegularExpressions;

namespace Slug.Experiments.Graph;

/// <summary>A concept to forget.</summary>
/// <param name="Name">Its name, as it stands in captions: <c>tiger face</c>.</param>
public sealed partial record Concept(string Name)
{
    /// <summary>The name for files and steps: <c>tiger-face</c>.</summary>
    public string FileName => NotForFiles().Replace(Name.ToLowerInvariant(), "-").Trim('-');

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotForFiles();
}
