namespace Slug.Basics;

/// <summary>Finds what a mistyped name was probably meant to be.</summary>
public static class NearestNames
{
    /// <summary>The candidates nearest to <paramref name="name"/> by edit distance, those that contain it first; at most <paramref name="count"/>.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> candidates, int count = 3)
    {
        var limit = Math.Max(2, name.Length / 2);
        var near = candidates
            .Select(c => (Candidate: c, Distance: Distance(name.ToLowerInvariant(), c.ToLowerInvariant())))
            .Select(c => c with { Distance = Contains(c.Candidate, name) ? Math.Min(c.Distance, 1) : c.Distance })
            .Where(c => c.Distance <= limit)
            .OrderBy(c => c.Distance).ThenBy(c => c.Candidate, StringComparer.Ordinal)
            .ToList();
        // Beside a near one, a far one only confuses.
        return near.TakeWhile(c => c.Distance <= near[0].Distance + 1).Select(c => c.Candidate).Take(count).ToList();
    }

    /// <summary><c>; did you mean 'a', 'b' or 'c'?</c>, or nothing where no candidate is near: the end of a message.</summary>
    public static string Hint(string name, IEnumerable<string> candidates) => Question(name, candidates) is { } question ? $"; {question}" : "";

    /// <summary><c> (did you mean 'a' or 'b'?)</c>, or nothing: behind a name within a sentence or a list.</summary>
    public static string Aside(string name, IEnumerable<string> candidates) => Question(name, candidates) is { } question ? $" ({question})" : "";

    private static string? Question(string name, IEnumerable<string> candidates)
    {
        var near = Of(name, candidates).Select(n => $"'{n}'").ToList();
        return near.Count switch
        {
            0 => null,
            1 => $"did you mean {near[0]}?",
            _ => $"did you mean {string.Join(", ", near[..^1])} or {near[^1]}?",
        };
    }

    private static bool Contains(string candidate, string name) =>
        name.Length >= 3 && candidate.Contains(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Edit distance (Levenshtein) by one row of the dynamic programme.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
