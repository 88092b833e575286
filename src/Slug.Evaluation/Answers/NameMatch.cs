namespace Slug.Evaluation.Answers;

/// <summary>
/// Whether an answer names somebody: it contains the name, whatever the case (METHOD: the reference's notebook). Underscores in names are blanks.
/// </summary>
/// <param name="name">The name, such as <c>Elon Musk</c>.</param>
/// <param name="anyPart">Whether a part of the name, such as the family name alone, is enough; single letters, such as initials, are no part.</param>
public sealed class NameMatch(string name, bool anyPart = false)
{
    private readonly string[] _wanted = Wanted(name, anyPart);

    /// <summary>Whether the answer names them.</summary>
    public bool Names(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var text = string.Join(' ', answer.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return Array.Exists(_wanted, part => text.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private static string[] Wanted(string name, bool anyPart)
    {
        ArgumentNullException.ThrowIfNull(name);
        var parts = name.Replace('_', ' ').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) throw new ArgumentException("The name is empty.", nameof(name));
        var whole = string.Join(' ', parts);
        return anyPart ? [whole, .. parts.Where(part => part.Count(char.IsLetterOrDigit) > 1)] : [whole];
    }
}
