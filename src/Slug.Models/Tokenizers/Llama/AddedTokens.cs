using System.Text;

namespace Slug.Models.Tokenizers.Llama;

/// <summary>A token that is found in a text before any other, such as <c>&lt;image&gt;</c>.</summary>
/// <param name="Content">Its text.</param>
/// <param name="Id">Its id.</param>
/// <param name="Special">Whether it is left out of decoded text.</param>
/// <param name="TakesLeft">Whether it swallows white space before it.</param>
/// <param name="TakesRight">Whether it swallows white space behind it.</param>
/// <param name="SingleWord">Whether it counts only where no letter or digit touches it.</param>
internal sealed record AddedToken(string Content, int Id, bool Special, bool TakesLeft = false, bool TakesRight = false, bool SingleWord = false);

/// <summary>Finds added tokens in a text: the leftmost first, of those the longest.</summary>
internal sealed class AddedTokens
{
    private readonly ILookup<char, AddedToken> _byFirst;

    public AddedTokens(IEnumerable<AddedToken> tokens)
    {
        All = [.. tokens];
        _byFirst = All.Where(t => t.Content.Length > 0).OrderByDescending(t => t.Content.Length).ThenBy(t => t.Id).ToLookup(t => t.Content[0]);
    }

    public IReadOnlyList<AddedToken> All { get; }

    /// <summary>The text in parts: either an added token, or text without any, never empty, with the place where it begins.</summary>
    public IEnumerable<(AddedToken? Token, string Text, int Start)> Split(string text)
    {
        var begin = 0;
        for (var i = 0; i < text.Length;)
        {
            if (Find(text, i) is not { } token)
            {
                i++;
                continue;
            }

            var (start, end) = (i, i + token.Content.Length);
            if (token.TakesLeft) while (start > begin && char.IsWhiteSpace(text[start - 1])) start--;
            if (token.TakesRight) while (end < text.Length && char.IsWhiteSpace(text[end])) end++;
            if (start > begin) yield return (null, text[begin..start], begin);
            yield return (token, token.Content, start);
            begin = i = end;
        }

        if (begin < text.Length) yield return (null, text[begin..], begin);
    }

    private AddedToken? Find(string text, int at)
    {
        foreach (var token in _byFirst[text[at]])
        {
            if (string.CompareOrdinal(text, at, token.Content, 0, token.Content.Length) != 0) continue;
            if (token.SingleWord && (Touches(text, at - 1) || Touches(text, at + token.Content.Length))) continue;
            return token;
        }

        return null;
    }

    private static bool Touches(string text, int at) => at >= 0 && at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_');

    /// <summary>Text without halves of surrogate pairs, which no encoding has: each becomes U+FFFD.</summary>
    public static string WellFormed(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) clean.Append(rune.ToString());
        return clean.ToString();
    }
}
