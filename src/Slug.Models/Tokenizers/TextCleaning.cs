using System.Text;

namespace Slug.Models.Tokenizers;

/// <summary>
/// What CLIP does to a caption before splitting it: HTML entities are decoded twice, runs of white space become one space, letters
/// become lower case. Mojibake repair and quote straightening (the reference's optional <c>ftfy</c>) are not done: the golden ids of
/// this project were made without them.
/// </summary>
public static class TextCleaning
{
    /// <summary>The cleaned caption.</summary>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ToLower(CollapseWhiteSpace(HtmlEntities.Decode(HtmlEntities.Decode(text))));
    }

    /// <summary>White space as Python's <c>str</c> methods see it: Unicode's, and the four ASCII separators.</summary>
    internal static bool IsSpace(Rune rune) => Rune.IsWhiteSpace(rune) || rune.Value is >= 0x1C and <= 0x1F;

    private static string CollapseWhiteSpace(string text)
    {
        var result = new StringBuilder(text.Length);
        var pending = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsSpace(rune))
            {
                pending = result.Length > 0;
                continue;
            }

            if (pending) result.Append(' ');
            pending = false;
            result.Append(rune.ToString());
        }

        return result.ToString();
    }

    /// <summary>
    /// Lower case with the two mappings where Unicode's full rules, which the reference follows, differ from the simple ones: dotted
    /// capital I, and capital sigma at the end of a word.
    /// </summary>
    private static string ToLower(string text)
    {
        var lower = text.ToLowerInvariant();
        if (!text.Contains('İ') && !text.Contains('Σ')) return lower;
        var result = new StringBuilder(lower.Length + 1);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case 'İ':
                    result.Append("i\u0307");
                    break;
                case 'Σ':
                    var ends = i > 0 && char.IsLetter(text[i - 1]) && (i + 1 == text.Length || !char.IsLetter(text[i + 1]));
                    result.Append(ends ? 'ς' : 'σ');
                    break;
                default:
                    result.Append(lower[i]);
                    break;
            }
        }

        return result.ToString();
    }
}
