using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Slug.Models.Checkpoints;

/// <summary>Reads JSON as Python writes it: with bare <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c>, which become texts here.</summary>
public static partial class PythonJson
{
    /// <summary>Parses a document.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is no JSON even so.</exception>
    public static JsonNode? Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return ForeignJson.Node(NonNumber().Replace(json, match => match.Groups[1].Success ? $"\"{match.Value}\"" : match.Value));
    }

    // Texts match first, so that what stands in them stays.
    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|(-?Infinity|NaN)
        """, RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex NonNumber();
}
