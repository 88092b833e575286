using System.Globalization;
using System.Text;

namespace Slug.Models.Tokenizers;

/// <summary>Finds and decodes a string literal in JavaScript source without running it.</summary>
internal static class JavaScriptLiteral
{
    /// <summary>The decoded literal that follows the first occurrence of <paramref name="key"/> used as an object key.</summary>
    /// <exception cref="InvalidDataException">There is no such key, or the literal never ends.</exception>
    public static string StringAfterKey(string source, string key)
    {
        foreach (var quotedKey in new[] { $"\"{key}\"", $"'{key}'", key })
        {
            for (var at = source.IndexOf(quotedKey, StringComparison.Ordinal); at >= 0; at = source.IndexOf(quotedKey, at + 1, StringComparison.Ordinal))
            {
                var colon = SkipSpace(source, at + quotedKey.Length);
                if (colon >= source.Length || source[colon] != ':') continue;
                var open = SkipSpace(source, colon + 1);
                if (open < source.Length && source[open] is '"' or '\'' or '`') return Decode(source, open);
            }
        }

        throw new InvalidDataException($"The JavaScript source has no string literal under the key '{key}'.");
    }

    private static int SkipSpace(string source, int at)
    {
        while (at < source.Length && char.IsWhiteSpace(source[at])) at++;
        return at;
    }

    private static string Decode(string source, int open)
    {
        var quote = source[open];
        var text = new StringBuilder();
        for (var i = open + 1; i < source.Length; i++)
        {
            if (source[i] == quote) return text.ToString();
            if (source[i] != '\\')
            {
                text.Append(source[i]);
                continue;
            }

            if (++i == source.Length) break;
            switch (source[i])
            {
                case 'n': text.Append('\n'); break;
                case 'r': text.Append('\r'); break;
                case 't': text.Append('\t'); break;
                case 'b': text.Append('\b'); break;
                case 'f': text.Append('\f'); break;
                case 'v': text.Append('\v'); break;
                case '0': text.Append('\0'); break;
                case '\n': break;
                case 'x': text.Append(Hex(source, i + 1, 2)); i += 2; break;
                case 'u': text.Append(Hex(source, i + 1, 4)); i += 4; break;
                default: text.Append(source[i]); break;
            }
        }

        throw new InvalidDataException("The JavaScript string literal never ends; is the file cut off?");
    }

    private static char Hex(string source, int start, int digits)
    {
        if (start + digits <= source.Length
            && ushort.TryParse(source.AsSpan(start, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            return (char)code;
        throw new InvalidDataException($"A malformed escape at character {start} of the JavaScript source.");
    }
}
