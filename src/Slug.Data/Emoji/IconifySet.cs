using System.Globalization;
using System.Text.Json;

namespace Slug.Data.Emoji;

/// <summary>The <c>icons.json</c> of an Iconify package: bodies of SVG pictures by name, and other names for some of them.</summary>
internal sealed class IconifySet
{
    private readonly JsonElement _icons, _aliases;
    private readonly double _width, _height;
    private readonly string _source;

    private IconifySet(JsonElement root, string source)
    {
        _source = source;
        _icons = root.GetProperty("icons");
        _aliases = root.TryGetProperty("aliases", out var aliases) ? aliases : default;
        // Iconify's own default, where neither icon nor set says.
        (_width, _height) = (Number(root, "width", 16), Number(root, "height", 16));
    }

    /// <summary>Reads a set.</summary>
    /// <exception cref="InvalidDataException">The bytes are not what the packages carry.</exception>
    public static IconifySet Parse(byte[] json, string source)
    {
        return Guard(source, () =>
        {
            using var document = JsonDocument.Parse(json);
            return new IconifySet(document.RootElement.Clone(), source);
        });
    }

    /// <summary>Whether there is an icon of that name, or an alias of one.</summary>
    /// <exception cref="InvalidDataException">It is there and no alias.</exception>
    public bool Has(string name) => Guard(_source, () => _icons.TryGetProperty(Parent(name), out _));

    /// <summary>The icon as a whole SVG. What takes the text's colour is black.</summary>
    /// <exception cref="InvalidDataException">It is not there, or no icon.</exception>
    public string Svg(string name) => Guard(_source, () =>
    {
        var icon = _icons.GetProperty(Parent(name));
        var (width, height) = (Number(icon, "width", _width), Number(icon, "height", _height));
        var body = Text(icon, "body").Replace("currentColor", "#000", StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" height="{height}" viewBox="{Number(icon, "left", 0)} {Number(icon, "top", 0)} {width} {height}">{body}</svg>
            """);
    });

    // The JSON may hold anything anywhere, and says so only when it is asked.
    private static T Guard<T>(string source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{source} has an icons.json that is not Iconify's: {failure.Message}", failure);
        }
    }

    private string Parent(string name) =>
        _aliases.ValueKind == JsonValueKind.Object && _aliases.TryGetProperty(name, out var alias) ? Text(alias, "parent") : name;

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    private static double Number(JsonElement element, string name, double otherwise) =>
        element.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;
}
