namespace Slug.Data.WebDataset;

/// <summary>When a caption counts as naming a concept.</summary>
public enum CaptionMatchMode
{
    /// <summary>The phrase occurs anywhere, as in the reference: 'ant' matches 'elephant'.</summary>
    Substring,

    /// <summary>The phrase stands by itself, with no letter or digit directly before or after it.</summary>
    Words,
}

/// <summary>
/// Decides which captions name a concept (paper, section 3: the forget set is found by its captions). Letter case never matters.
/// </summary>
public sealed class CaptionMatcher
{
    private readonly string[] _phrases;
    private readonly CaptionMatchMode _mode;

    /// <param name="phrases">The concept's name, and other words for it if they shall count as well.</param>
    /// <param name="mode">How strictly a phrase must stand by itself.</param>
    /// <exception cref="ArgumentException">No phrase, or one without letters: it would match every caption.</exception>
    public CaptionMatcher(IEnumerable<string> phrases, CaptionMatchMode mode = CaptionMatchMode.Substring)
    {
        _phrases = [.. phrases.Select(phrase => phrase.Trim())];
        _mode = mode;
        if (_phrases.Length == 0 || _phrases.Any(phrase => phrase.Length == 0))
            throw new ArgumentException("A concept needs at least one phrase, and a phrase at least one letter.", nameof(phrases));
    }

    /// <summary>Matches one phrase.</summary>
    public CaptionMatcher(string phrase, CaptionMatchMode mode = CaptionMatchMode.Substring)
        : this([phrase], mode)
    {
    }

    /// <summary>True if the caption names the concept; a missing caption never does.</summary>
    public bool Matches(string? caption) => caption is not null && Matches(caption.AsSpan());

    /// <summary>True if the caption names the concept.</summary>
    public bool Matches(ReadOnlySpan<char> caption)
    {
        foreach (var phrase in _phrases)
        {
            if (Occurs(phrase, caption))
                return true;
        }
        return false;
    }

    /// <summary>The samples whose caption names the concept, in their order, at most <paramref name="cap"/> of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The cap is not positive.</exception>
    public IEnumerable<TarSample> Select(IEnumerable<TarSample> samples, int cap = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cap);
        return samples.Where(sample => Matches(sample.Caption)).Take(cap);
    }

    /// <summary>The phrases in quotes, for messages.</summary>
    public override string ToString() => string.Join(" or ", _phrases.Select(phrase => $"'{phrase}'"));

    /// <summary>The beginning of a message that too few captions name the concept: <c>Only 3 captions name 'rocket'</c>.</summary>
    internal string TooFew(int found) => found switch
    {
        0 => $"No caption names {this}",
        1 => $"Only 1 caption names {this}",
        _ => $"Only {found} captions name {this}",
    };

    /// <summary>Its end, what to do next, in which a stricter match than need be is the first thing to give up.</summary>
    internal string FindMore(string more) =>
        $"{more}, {(_mode == CaptionMatchMode.Words ? "match substrings instead of whole words, " : "")}or name the concept in other words.";

    private bool Occurs(string phrase, ReadOnlySpan<char> caption)
    {
        for (var from = 0; from <= caption.Length - phrase.Length; from++)
        {
            var next = caption[from..].IndexOf(phrase, StringComparison.OrdinalIgnoreCase);
            if (next < 0)
                return false;
            from += next;
            if (_mode == CaptionMatchMode.Substring || StandsAlone(caption, from, from + phrase.Length))
                return true;
        }
        return false;
    }

    private static bool StandsAlone(ReadOnlySpan<char> text, int start, int end) =>
        (start == 0 || !char.IsLetterOrDigit(text[start - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]));
}
