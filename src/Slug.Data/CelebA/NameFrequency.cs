namespace Slug.Data.CelebA;

/// <summary>
/// Counts how often people are named in captions: the reference measures utility on the hundred people of CelebA whom LAION's captions name most
/// often (<c>data/celeba/frequent-names.txt</c>), leaving out short names, which are often something else.
/// </summary>
public sealed class NameFrequency
{
    private readonly Dictionary<string, int> _counts;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly string[] _names;
    private readonly int _mostWords;

    /// <param name="names">The people's names as they are written in captions.</param>
    /// <param name="shortest">Names with fewer letters are not counted; the reference takes those longer than 8.</param>
    public NameFrequency(IEnumerable<string> names, int shortest = 9)
    {
        _names = [.. names.Where(name => name.Length >= shortest).Distinct()];
        _counts = _names.DistinctBy(Normal).ToDictionary(Normal, _ => 0);
        _lookup = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
        _mostWords = _names.Select(name => Words(Normal(name)).Count).DefaultIfEmpty().Max();
    }

    /// <summary>Counts the names in a caption, each at most once.</summary>
    public void Add(string caption)
    {
        var text = Normal(caption);
        var words = Words(text);
        var seen = new HashSet<string>();
        for (var first = 0; first < words.Count; first++)
        {
            for (var last = first; last < Math.Min(words.Count, first + _mostWords); last++)
            {
                var phrase = text.AsSpan()[words[first].Start..words[last].End];
                if (_lookup.TryGetValue(phrase, out var name, out var count) && seen.Add(name))
                    _counts[name] = count + 1;
            }
        }
    }

    /// <summary>The names with the highest counts, the most frequent first; ties in the order of the alphabet.</summary>
    public IReadOnlyList<(string Name, int Count)> Most(int count) =>
        [.. _names.Select(name => (Name: name, Count: _counts[Normal(name)])).OrderByDescending(pair => pair.Count).ThenBy(pair => pair.Name, StringComparer.Ordinal).Take(count)];

    // Everything that is no letter or digit separates words, and one blank stands for it.
    private static string Normal(string text) => string.Join(' ', Words(text).Select(word => text[word.Start..word.End])).ToLowerInvariant();

    private static List<(int Start, int End)> Words(string text)
    {
        var words = new List<(int, int)>();
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[at]))
            {
                at++;
                continue;
            }
            var start = at;
            while (at < text.Length && char.IsLetterOrDigit(text[at]))
                at++;
            words.Add((start, at));
        }
        return words;
    }
}
