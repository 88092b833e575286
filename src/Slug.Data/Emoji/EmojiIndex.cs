using System.Text.Json;

namespace Slug.Data.Emoji;

/// <summary>What <c>emoji.json</c> of the emoji-datasource packages says about one emoji.</summary>
internal sealed record EmojiEntry(
    string Name, IReadOnlyList<string> ShortNames, string Category, string Subcategory, string ImageFile, IReadOnlySet<string> Vendors);

/// <summary>Reads <c>emoji.json</c>.</summary>
internal static class EmojiIndex
{
    private const string VendorFlag = "has_img_";

    /// <summary>The entries by name; of several with the same name the first one counts.</summary>
    /// <exception cref="InvalidDataException">The JSON is not what the packages carry.</exception>
    public static IReadOnlyDictionary<string, EmojiEntry> Parse(byte[] json, string source)
    {
        var entries = new Dictionary<string, EmojiEntry>();
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var element in document.RootElement.EnumerateArray())
            {
                var entry = ReadEntry(element);
                entries.TryAdd(entry.Name, entry);
            }
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{source} is not the emoji.json of an emoji-datasource package: {failure.Message}", failure);
        }
        return entries;
    }

    /// <summary>
    /// Identifiers as words: <c>animal-mammal</c> becomes <c>animal mammal</c>, <c>hot_pepper</c> becomes <c>hot pepper</c>.
    /// </summary>
    public static string Words(string identifier) =>
        string.Join(' ', identifier.ToLowerInvariant().Split([' ', '-', '_', '&'], StringSplitOptions.RemoveEmptyEntries));

    private static EmojiEntry ReadEntry(JsonElement element) => new(
        Text(element, "name").ToLowerInvariant(),
        ShortNames(element).DefaultIfEmpty(Text(element, "name").ToLowerInvariant()).ToArray(),
        Text(element, "category"),
        Words(Text(element, "subcategory")),
        Text(element, "image"),
        element.EnumerateObject()
            .Where(property => property.Name.StartsWith(VendorFlag, StringComparison.Ordinal) && property.Value.GetBoolean())
            .Select(property => property.Name[VendorFlag.Length..])
            .ToHashSet());

    // A digit only tells two short names apart (train2): nobody would write it in a caption.
    private static IEnumerable<string> ShortNames(JsonElement element) =>
        from name in element.GetProperty("short_names").EnumerateArray()
        let words = Words(name.GetString() ?? "")
        where words.Length > 0 && !words.Any(char.IsAsciiDigit)
        select words;

    // A few symbols have no name of their own; they are never asked for.
    private static string Text(JsonElement element, string property) => element.GetProperty(property).GetString() ?? "";
}
