namespace Slug.Unlearning.Objectives;

/// <summary>A caption with a place for a name: the text before, between and behind the places where the concept stood.</summary>
/// <param name="Parts">One more than there are places.</param>
public sealed record NamedCaption(IReadOnlyList<string> Parts)
{
    /// <summary>
    /// A caption without the concept's name. Only where the name stands by itself, with no letter or digit beside it, does another fit in its place; letter
    /// case does not matter.
    /// </summary>
    /// <returns>Null where the name stands nowhere by itself.</returns>
    public static NamedCaption? Of(string caption, string concept)
    {
        ArgumentNullException.ThrowIfNull(caption);
        ArgumentException.ThrowIfNullOrWhiteSpace(concept);
        var (name, parts, start) = (concept.Trim(), new List<string>(), 0);
        for (var at = Find(0); at >= 0; at = Find(at))
        {
            var end = at + name.Length;
            if ((at == 0 || !char.IsLetterOrDigit(caption[at - 1])) && (end == caption.Length || !char.IsLetterOrDigit(caption[end])))
            {
                parts.Add(caption[start..at]);
                (start, at) = (end, end);
            }
            else
            {
                at++;
            }
        }

        return parts.Count == 0 ? null : new NamedCaption([.. parts, caption[start..]]);

        int Find(int from) => caption.IndexOf(name, from, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The caption with a name in its places.</summary>
    public string With(string name) => string.Join(name, Parts);
}
