using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Slug.Models.Checkpoints;

/// <summary>
/// Parses JSON that comes from elsewhere. What .NET notices only when a value is asked for, or not at all, is an error of the text here: a key that stands
/// twice, and texts that are none (bytes that are no UTF-8, half of a surrogate pair).
/// </summary>
internal static class ForeignJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Parses a document; what stands twice in it is up to the caller.</summary>
    /// <exception cref="JsonException">It is no JSON, or a text in it is none.</exception>
    public static JsonDocument Document(byte[] json)
    {
        RequireTexts(json);
        return JsonDocument.Parse(json);
    }

    /// <inheritdoc cref="Document(byte[])"/>
    public static JsonDocument Document(string json)
    {
        RequireTexts(json);
        return JsonDocument.Parse(json);
    }

    /// <summary>Parses nodes.</summary>
    /// <exception cref="JsonException">It is no JSON, a key stands twice, or a text in it is none.</exception>
    public static JsonNode? Node(string json)
    {
        RequireTexts(json);
        return JsonNode.Parse(json, documentOptions: Strict);
    }

    // Letters are sound here; only an escape can be half of something.
    private static void RequireTexts(string json)
    {
        if (json.Contains("\\u", StringComparison.Ordinal)) RequireTexts(Encoding.UTF8.GetBytes(json));
    }

    private static void RequireTexts(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json)) throw new JsonException("it is no text in UTF-8.");
        if (json.IndexOf("\\u"u8) < 0) return;
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped) continue;
            try
            {
                _ = reader.GetString();
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException($"the text at byte {reader.TokenStartIndex} has half of a surrogate pair, which is no letter.", e);
            }
        }
    }
}
