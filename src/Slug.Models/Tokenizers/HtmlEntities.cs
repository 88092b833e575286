using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Slug.Models.Tokenizers;

/// <summary>
/// Decodes character references as HTML 5 prescribes: numbers with or without a semicolon, Windows-1252 for the C1 range, and the
/// old Latin-1 names also without a semicolon (<c>&amp;copy2020</c>). Of the names with a semicolon those of HTML 4 are known.
/// </summary>
internal static partial class HtmlEntities
{
    // The names that browsers accept without a semicolon: U+00A0 to U+00FF in order, then the ASCII ones.
    private static readonly Dictionary<string, char> LegacyNames = BuildLegacyNames();

    // Windows-1252 at 0x80..0x9F; zero where that page has no character.
    private const string Windows1252 =
        "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f"
        + "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

    public static string Decode(string text) => text.Contains('&') ? Reference().Replace(text, DecodeOne) : text;

    [GeneratedRegex(@"&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    private static string DecodeOne(Match match)
    {
        var body = match.Groups[1].Value;
        if (body[0] == '#') return DecodeNumber(body.AsSpan(1).TrimEnd(';'));
        if (body[^1] == ';')
        {
            var decoded = WebUtility.HtmlDecode(match.Value);
            if (decoded != match.Value) return decoded;
        }

        for (var length = Math.Min(body.Length, 6); length >= 2; length--)
        {
            if (LegacyNames.TryGetValue(body[..length], out var character)) return character + body[length..];
        }

        return match.Value;
    }

    private static string DecodeNumber(ReadOnlySpan<char> digits)
    {
        var hex = digits[0] is 'x' or 'X';
        var parsed = hex
            ? uint.TryParse(digits[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            : uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out code);
        if (!parsed || code == 0 || code > 0x10FFFF || code is >= 0xD800 and <= 0xDFFF) return "\uFFFD";
        if (code is >= 0x80 and <= 0x9F) return Windows1252[(int)code - 0x80].ToString();
        // Control characters and non-characters vanish.
        if (code is < 0x20 and not (0x09 or 0x0A or 0x0C or 0x0D) or 0x7F || code is >= 0xFDD0 and <= 0xFDEF || (code & 0xFFFE) == 0xFFFE)
            return "";
        return new Rune(code).ToString();
    }

    private static Dictionary<string, char> BuildLegacyNames()
    {
        const string latin1 =
            "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot "
            + "cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml "
            + "Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig "
            + "agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute "
            + "ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";
        var names = new Dictionary<string, char>(StringComparer.Ordinal)
        {
            ["amp"] = '&',
            ["AMP"] = '&',
            ["lt"] = '<',
            ["LT"] = '<',
            ["gt"] = '>',
            ["GT"] = '>',
            ["quot"] = '"',
            ["QUOT"] = '"',
            ["COPY"] = '©',
            ["REG"] = '®',
        };
        var code = '\u00A0';
        foreach (var name in latin1.Split(' ')) names[name] = code++;
        return names;
    }
}
