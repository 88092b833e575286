using System.Text.RegularExpressions;

namespace Slug.Experiments.Graph;

/// <summary>A concept to forget.</summary>
/// <param name="Name">Its name, as it stands in captions: <c>tiger face</c>.</param>
public sealed partial record Concept(string Name)
{
    /// <summary>The name for files and steps: <c>tiger-face</c>.</summary>
    public string FileName => NotForFiles().Replace(Name.Normalize().ToLowerInvariant(), "-").Trim('-');

    /// <summary>Whether files and steps can be named after it: of blanks and marks alone nothing is left.</summary>
    public bool IsNamed => FileName.Length > 0;

    /// <summary>What is wrong with one that is not named.</summary>
    internal const string Nameless = "has no letter and no digit, by which steps and files could be called";

    /// <summary>Different names that are one in steps and files, such as <c>tiger face</c> and <c>Tiger-Face</c>, with their places.</summary>
    internal static IEnumerable<IGrouping<string, (int Index, string Item)>> OneInFiles(IEnumerable<string> names) =>
        names.Index().Where(n => new Concept(n.Item).IsNamed).GroupBy(n => new Concept(n.Item).FileName).Where(g => g.DistinctBy(n => n.Item).Skip(1).Any());

    [GeneratedRegex(@"[^\p{L}\p{M}\p{N}]+")]
    private static partial Regex NotForFiles();
}
