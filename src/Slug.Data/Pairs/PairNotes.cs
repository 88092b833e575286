using System.Globalization;

namespace Slug.Data.Pairs;

/// <summary>
/// What reading a user's pairs met: each kind of thing once, with how often and the first few, however many files have it. Mistakes keep an experiment
/// from running, the rest is told.
/// </summary>
public sealed class PairNotes
{
    private const int Shown = 3;

    private readonly Dictionary<string, (bool IsMistake, List<string> Places, Func<int, string> Text)> _kinds = new(StringComparer.Ordinal);
    private readonly List<(bool IsMistake, string Text)> _single = [];

    /// <summary>What must be put right before anything can run.</summary>
    public IReadOnlyList<string> Mistakes => [.. Lines(true)];

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Warnings => [.. Lines(false)];

    /// <summary>Notes a mistake of which there is one.</summary>
    public void Mistake(string text) => _single.Add((true, text));

    /// <summary>Notes something that the user should know.</summary>
    public void Warn(string text) => _single.Add((false, text));

    /// <summary>Counts a thing that many files may have.</summary>
    /// <param name="kind">Tells kinds apart.</param>
    /// <param name="place">Which file.</param>
    /// <param name="text">The line, made of how many there are.</param>
    /// <param name="isMistake">Whether it keeps the experiment from running.</param>
    public void Count(string kind, string place, Func<int, string> text, bool isMistake = false)
    {
        if (!_kinds.TryGetValue(kind, out var known)) _kinds[kind] = known = (isMistake, [], text);
        known.Places.Add(place);
    }

    /// <summary>Places for a message: the first few, and how many more there are.</summary>
    public static string Some(IReadOnlyCollection<string> places) =>
        string.Join(", ", places.Take(Shown)) + (places.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {places.Count - Shown} more") : "");

    private IEnumerable<string> Lines(bool mistakes) =>
    [
        .. _single.Where(s => s.IsMistake == mistakes).Select(s => s.Text),
        .. _kinds.Values.Where(k => k.IsMistake == mistakes).Select(k => $"{k.Text(k.Places.Count)}: {Some(k.Places)}"),
    ];
}
