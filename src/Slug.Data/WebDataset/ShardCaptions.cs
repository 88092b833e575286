using System.Text;
using System.Text.Json;

namespace Slug.Data.WebDataset;

/// <summary>Where the captions of shards are, and what they are written in.</summary>
public sealed record ShardCaptions
{
    /// <summary>The usual way: member <c>txt</c>, else the JSON member's <c>caption</c> or <c>text</c>; UTF-8, or what a byte order mark says.</summary>
    public static ShardCaptions Usual { get; } = new();

    private static readonly string[] UsualKeys = ["caption", "text"];

    /// <summary>The key of the JSON member that holds the caption; then the member <c>txt</c> is not looked at. Null for the usual way.</summary>
    public string? Key { get; init; }

    /// <summary>The encoding of captions without a byte order mark, as the web names them (<c>windows-1252</c>, <c>shift_jis</c>); null for UTF-8.</summary>
    public string? Encoding { get; init; }

    /// <summary>Whether an encoding of that name is known.</summary>
    public static bool KnowsEncoding(string name) => TextFile.FindEncoding(name) is not null;

    /// <summary>The caption, trimmed; null where there is none.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="unreadable">Set where there is one that cannot be decoded: guessed letters would be searched and learned like right ones.</param>
    internal string? Of(TarSample sample, out bool unreadable)
    {
        unreadable = false;
        var named = Encoding is null ? null : TextFile.FindEncoding(Encoding) ?? throw new InvalidDataException($"The encoding '{Encoding}' is not known.");
        if (Key is null && sample.Find("txt") is { } text)
        {
            var caption = TextFile.Decode(text, named);
            unreadable = caption is null;
            return caption?.Trim();
        }
        if (sample.Json is not { } json)
            return null;
        var (found, isSound) = OfJson(json, named);
        unreadable = !isSound;
        return found?.Trim();
    }

    private (string? Caption, bool IsSound) OfJson(byte[] json, Encoding? named)
    {
        try
        {
            if (TextFile.Decode(json, named) is not { } text)
                return (null, false);
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return (null, true);
            foreach (var key in Key is null ? UsualKeys : [Key])
                if (document.RootElement.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String)
                    return (value.GetString(), true);
            return (null, true);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // Not JSON, or a text with half a surrogate pair, which .NET notices late.
            return (null, false);
        }
    }
}
