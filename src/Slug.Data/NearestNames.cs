namespace Slug.Data;

/// <summary>Finds the names that a mistyped one most likely stands for.</summary>
public static class NearestNames
{
    /// <summary>
    /// The known names closest to <paramref name="name"/>: those that hold it first, then those within a third of its letters by
    /// edit distance. Ties keep the order of <paramref name="known"/>.
    /// </summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> known, int count = 3)
    {
        var reach = Math.Max(2, name.Length / 3);
        return known
            .Select(candidate => (candidate, Distance: Score(name, candidate)))
            .Where(scored => scored.Distance <= reach)
            .OrderBy(scored => scored.Distance)
            .Take(count)
            .Select(scored => scored.candidate)
            .ToList();
    }

    /// <summary>" (did you mean 'a' or 'b'?)", or nothing where no name is near: made to be appended to an error message.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        var nearest = Find(name, known);
        return nearest.Count == 0 ? "" : $" (did you mean {string.Join(" or ", nearest.Select(n => $"'{n}'"))}?)";
    }

    /// <summary>The least number of letters to insert, delete or change to make one word of the other (Levenshtein).</summary>
    public static int EditDistance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }

    private static int Score(string name, string candidate)
    {
        var a = name.ToLowerInvariant();
        var b = candidate.ToLowerInvariant();
        // 'tiger' for 'tiger face': four edits more than a third of the letters, yet the obvious wish.
        return a.Length >= 3 && b.Contains(a, StringComparison.Ordinal) ? 1 : EditDistance(a, b);
    }
}
