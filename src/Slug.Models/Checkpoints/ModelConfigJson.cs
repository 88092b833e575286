using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slug.Models.Checkpoints;

/// <summary>
/// Reads a model's <c>config.json</c> key by key and gathers everything that is wrong with it, so that a user hears all of it at once. Keys that
/// nobody asks for are passed over: training programs leave theirs there.
/// </summary>
public sealed class ModelConfigJson
{
    // As it stands in the file: without it '+' would be an escape.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _values;

    /// <summary>Reads keys of a JSON object.</summary>
    /// <param name="values">The object.</param>
    /// <param name="source">The file, for messages.</param>
    public ModelConfigJson(JsonObject values, string source)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = values;
        Source = source;
    }

    /// <summary>The file that the config came from.</summary>
    public string Source { get; }

    /// <summary>What is wrong so far.</summary>
    public IList<string> Problems { get; } = [];

    /// <summary>Opens a config file.</summary>
    /// <exception cref="InvalidDataException">It is not a JSON object.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static ModelConfigJson Open(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>Reads a config from text.</summary>
    /// <exception cref="InvalidDataException">It is not a JSON object.</exception>
    public static ModelConfigJson Parse(string json, string source)
    {
        try
        {
            return new ModelConfigJson(PythonJson.Parse(json) as JsonObject ?? throw new InvalidDataException($"{source}: the config is not a JSON object."), source);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{source}: the config is not JSON: {e.Message}", e);
        }
    }

    /// <summary>Whether the key is there with a value other than null.</summary>
    public bool Has(string key) => _values[key] is not null;

    /// <summary>The object under a key, or null.</summary>
    public JsonObject? Section(string key) => _values[key] as JsonObject;

    /// <summary>A whole number.</summary>
    public int Int(string key, int? orElse = null) =>
        Value(key, orElse, (JsonValue v, out int result) => v.TryGetValue(out result) || (v.TryGetValue(out double d) && d == (result = (int)d)), "a whole number");

    /// <summary>A number.</summary>
    public double Double(string key, double? orElse = null) =>
        Value(key, orElse, (JsonValue v, out double result) => v.TryGetValue(out result), "a number");

    /// <summary>True or false.</summary>
    public bool Bool(string key, bool orElse) => Value<bool>(key, orElse, (JsonValue v, out bool result) => v.TryGetValue(out result), "true or false");

    /// <summary>A text; null where the key is absent and has no default.</summary>
    public string? Text(string key, string? orElse = null)
    {
        if (_values[key] is not { } node) return orElse;
        if (node is JsonValue value && value.TryGetValue(out string? text)) return text;
        Problems.Add($"'{key}' is {node.ToJsonString()}; it must be a text.");
        return orElse;
    }

    /// <summary>A list of whole numbers; a single number stands for <paramref name="count"/> equal ones.</summary>
    public IReadOnlyList<int> Ints(string key, int count, int? orElse = null) =>
        _values[key] is JsonArray ? Ints(key) : [.. Enumerable.Repeat(Int(key, orElse), count)];

    /// <summary>A list of whole numbers.</summary>
    public IReadOnlyList<int> Ints(string key, IReadOnlyList<int>? orElse = null) =>
        List(key, orElse, node => node is JsonValue value && value.TryGetValue(out int number) ? number : null, "whole numbers");

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string key, IReadOnlyList<string>? orElse = null)
    {
        if (_values[key] is not { } node) return orElse ?? Missing<IReadOnlyList<string>>(key, []);
        if (node is JsonArray array && array.All(item => item is JsonValue v && v.TryGetValue(out string? _))) return [.. array.Select(item => item!.GetValue<string>())];
        Problems.Add($"'{key}' is {node.ToJsonString()}; it must be a list of texts.");
        return orElse ?? [];
    }

    /// <summary>
    /// Demands that a key which describes something that is not built here is absent, null or has its neutral value; a list must hold nothing else.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="neutral">The values that change nothing, as JSON, such as <c>false</c> or <c>"default"</c>.</param>
    public void Neutral(string key, params string[] neutral)
    {
        if (_values[key] is not { } node) return;
        var items = node is JsonArray array ? array.ToArray() : [node];
        if (items.All(item => item is null || neutral.Contains(item.ToJsonString(Plain), StringComparer.Ordinal) || neutral.Any(n => SameNumber(n, item)))) return;
        Problems.Add($"not supported: '{key}' = {node.ToJsonString(Plain)}"
            + (neutral.Length == 0 ? "." : $"; supported is {string.Join(" or ", neutral)}."));
    }

    /// <summary>Throws when anything was wrong.</summary>
    /// <param name="what">Whose config it is, such as "UNet".</param>
    /// <exception cref="InvalidDataException">Lists all problems.</exception>
    public void ThrowIfWrong(string what)
    {
        if (Problems.Count == 0) return;
        var list = string.Join("\n  ", Problems);
        throw new InvalidDataException(Problems.Count == 1 ? $"{Source}: the {what} config: {list}" : $"{Source}: the {what} config has {Problems.Count} problems:\n  {list}");
    }

    private delegate bool Reader<T>(JsonValue value, out T result);

    private static bool SameNumber(string neutral, JsonNode item) =>
        item is JsonValue value && value.TryGetValue(out double number)
        && double.TryParse(neutral, System.Globalization.CultureInfo.InvariantCulture, out var expected) && number == expected;

    private T Value<T>(string key, T? orElse, Reader<T> read, string expected)
        where T : struct
    {
        if (_values[key] is not { } node) return orElse ?? Missing(key, default(T));
        if (node is JsonValue leaf && read(leaf, out var result)) return result;
        Problems.Add($"'{key}' is {node.ToJsonString()}; it must be {expected}.");
        return orElse ?? default;
    }

    private IReadOnlyList<int> List(string key, IReadOnlyList<int>? orElse, Func<JsonNode?, int?> read, string expected)
    {
        if (_values[key] is not { } node) return orElse ?? Missing<IReadOnlyList<int>>(key, []);
        if (node is JsonArray array && array.Select(read).ToList() is var items && items.TrueForAll(item => item is not null)) return [.. items.Select(item => item!.Value)];
        Problems.Add($"'{key}' is {node.ToJsonString()}; it must be a list of {expected}.");
        return orElse ?? [];
    }

    private T Missing<T>(string key, T orElse)
    {
        Problems.Add($"'{key}' is missing.");
        return orElse;
    }
}
