using System.Globalization;
using System.Text;

namespace Slug.Models.Tokenizers;

/// <summary>
/// Splits a cleaned caption into the pieces that BPE works on: the special tokens, the English contractions, runs of letters, single
/// digits, and runs of anything else that is not white space. Works on code points, so letters beyond the basic plane count as letters.
/// </summary>
internal static class WordSplitter
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    public static IEnumerable<string> Split(string text, IReadOnlyCollection<string> specialTokens)
    {
        var at = 0;
        while (at < text.Length)
        {
            var rest = text.AsSpan(at);
            Rune.DecodeFromUtf16(rest, out var rune, out var width);
            if (TextCleaning.IsSpace(rune))
            {
                at += width;
                continue;
            }

            var length = FixedPrefix(rest, specialTokens) ?? FixedPrefix(rest, Contractions) ?? RunLength(rest, rune, width);
            yield return text.Substring(at, length);
            at += length;
        }
    }

    private static int? FixedPrefix(ReadOnlySpan<char> rest, IEnumerable<string> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (rest.StartsWith(candidate, StringComparison.Ordinal)) return candidate.Length;
        }

        return null;
    }

    private static int RunLength(ReadOnlySpan<char> rest, Rune first, int width)
    {
        var kind = KindOf(first);
        if (kind == Kind.Number) return width;
        var length = width;
        while (length < rest.Length)
        {
            Rune.DecodeFromUtf16(rest[length..], out var rune, out width);
            if (KindOf(rune) != kind) break;
            length += width;
        }

        return length;
    }

    private enum Kind
    {
        Letter,
        Number,
        Space,
        Other,
    }

    private static Kind KindOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        <= UnicodeCategory.OtherLetter => Kind.Letter,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
        _ => TextCleaning.IsSpace(rune) ? Kind.Space : Kind.Other,
    };
}
