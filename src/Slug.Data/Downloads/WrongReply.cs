using System.Text.Json;

namespace Slug.Data.Downloads;

/// <summary>
/// Tells what busy servers send in place of a file, with the status of success: nothing at all, or JSON that says what went wrong. The next try usually
/// brings the file.
/// </summary>
internal static class WrongReply
{
    private const long MostBytes = 1 << 20;

    // JSON is a plausible content of these.
    private static readonly string[] TextEndings = ["", ".txt", ".yaml", ".yml", ".csv", ".tsv", ".md", ".cff"];
    private static readonly string[] JsonEndings = [".json", ".jsonl", ".ndjson", ".geojson", ".ipynb"];
    private static readonly string[] ErrorKeys = ["error", "errors", "message", "detail", "error_description", "status", "code", "statusCode", "request_id", "requestId"];

    /// <summary>What is wrong with a file that came; null where nothing is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="asked">The name that was asked for; its ending says what to expect.</param>
    /// <param name="size">The size that is known of it, or null.</param>
    public static string? At(string path, string asked, long? size)
    {
        var length = new FileInfo(path).Length;
        if (length == 0)
            return size == 0 ? null : "sent an empty body instead of the file";
        if (length > MostBytes)
            return null;
        return IsJson(File.ReadAllBytes(path), Path.GetExtension(asked).ToLowerInvariant()) ? "sent JSON instead of the file" : null;
    }

    private static bool IsJson(byte[] content, string ending)
    {
        if (content.AsSpan().TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])
            return false;
        try
        {
            using var json = JsonDocument.Parse(content);
            if (!TextEndings.Contains(ending) && !JsonEndings.Contains(ending))
                return true;
            // Of a file that may be JSON itself only an error is refused: an object that says nothing else.
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.EnumerateObject().Select(property => property.Name).ToList() is { Count: > 0 } keys
                && keys.TrueForAll(ErrorKeys.Contains) && keys.Exists(key => key is "error" or "errors" or "message" or "detail");
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
