namespace Slug.Experiments.Graph;

/// <summary>Several concepts that one model forgets together.</summary>
/// <param name="Concepts">The concepts, in the config's order.</param>
public sealed record ConceptGroup(IReadOnlyList<Concept> Concepts)
{
    // A file system's limit is 255 bytes; names beyond this tell a reader nothing more.
    private const int LongestName = 80;

    /// <summary>The name for files and steps: <c>rocket+panda-face</c>; of many concepts the first, and how many others.</summary>
    public string FileName => string.Join('+', Concepts.Select(c => c.FileName)) is { Length: <= LongestName } all
        ? all
        : $"{Concepts[0].FileName}+{Concepts.Count - 1}-others";

    /// <summary>What sets the group's rows apart in tables.</summary>
    public string Setting => Concepts.Count <= 3 ? $"{string.Join(", ", Concepts.Select(c => c.Name))} together" : $"{Concepts.Count} concepts together";
}
