using System.Text.Json;

namespace Slug.Pipeline.Freshness;

/// <summary>What differs between two canonical parameter texts, named as it stands in the config.</summary>
public static class ParameterDifference
{
    private const string Absent = "absent";
    private const int LongestValue = 60;

    /// <summary>The changed parameters in the order of their paths.</summary>
    /// <param name="was">The canonical text of the last run.</param>
    /// <param name="now">The canonical text of this one.</param>
    /// <param name="path">Where the parameters stand in the config.</param>
    public static IReadOnlyList<ParameterChanged> Between(string was, string now, string path)
    {
        if (was == now)
            return [];
        using var before = JsonDocument.Parse(was);
        using var after = JsonDocument.Parse(now);
        var changes = new List<ParameterChanged>();
        CompareRoot(before.RootElement, after.RootElement, path, changes);
        return changes;
    }

    /// <summary>Every parameter on its own, named as it stands in the config.</summary>
    /// <param name="parameters">A canonical text.</param>
    /// <param name="path">Where the parameters stand in the config.</param>
    public static IReadOnlyList<(string Path, string Value)> Leaves(string parameters, string path)
    {
        using var document = JsonDocument.Parse(parameters);
        return [.. WalkRoot(document.RootElement, path)];
    }

    private static IEnumerable<(string Path, string Value)> Walk(JsonElement element, string path)
    {
        if (Members(element) is not { Count: > 0 } members)
            return path.Length == 0 ? [] : [(path, Text(element))];
        var verbatim = Tag(element).Name == "$map";
        return members.SelectMany(m => Walk(m.Value, Join(path, m.Key, verbatim)));
    }

    private static IEnumerable<(string Path, string Value)> WalkRoot(JsonElement root, string path) =>
        Members(root) is { Count: > 0 } members && Tag(root).Name != "$map" ? members.SelectMany(m => Walk(m.Value, JoinRoot(path, m.Key))) : Walk(root, path);

    private static void CompareRoot(JsonElement was, JsonElement now, string path, List<ParameterChanged> changes)
    {
        if (Members(was) is not { } before || Members(now) is not { } after || Tag(now).Name == "$map")
        {
            Compare(was, now, path, changes);
            return;
        }

        foreach (var name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
            Compare(before.GetValueOrNull(name), after.GetValueOrNull(name), JoinRoot(path, name), changes);
    }

    private static void Compare(JsonElement? was, JsonElement? now, string path, List<ParameterChanged> changes)
    {
        if (was?.GetRawText() == now?.GetRawText())
            return;
        if (Members(was) is { } before && Members(now) is { } after)
        {
            var verbatim = Tag(now!.Value).Name == "$map";
            foreach (var name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
                Compare(before.GetValueOrNull(name), after.GetValueOrNull(name), Join(path, name, verbatim), changes);
            return;
        }
        if (was is { ValueKind: JsonValueKind.Array } && now is { ValueKind: JsonValueKind.Array }
            && was.Value.GetArrayLength() == now.Value.GetArrayLength() && Text(was.Value).Length > LongestValue)
        {
            for (var i = 0; i < was.Value.GetArrayLength(); i++)
                Compare(was.Value[i], now.Value[i], $"{path}[{i}]", changes);
            return;
        }
        var (old, current) = (Text(was), Text(now));
        // Only the type changed: the texts alone would read '1 -> 1'.
        if (old == current)
            (old, current) = (was?.GetRawText() ?? Absent, now?.GetRawText() ?? Absent);
        changes.Add(new ParameterChanged(path.Length == 0 ? "parameters" : path, Shorten(old), Shorten(current)));
    }

    private static JsonElement? GetValueOrNull(this Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) ? value : null;

    private static Dictionary<string, JsonElement>? Members(JsonElement? element)
    {
        if (element is not { ValueKind: JsonValueKind.Object } value)
            return null;
        var (tag, inner) = Tag(value);
        return tag switch
        {
            null => value.EnumerateObject().ToDictionary(m => m.Name, m => m.Value),
            "$map" => inner.EnumerateObject().ToDictionary(m => m.Name, m => m.Value),
            _ => null,
        };
    }

    // A record's members are C# names, and C# names never start with '$'; "$type" stands beside a record's members.
    private static (string? Name, JsonElement Value) Tag(JsonElement element)
    {
        foreach (var member in element.EnumerateObject())
            return member.Name.StartsWith('$') && member.Name != "$type" ? (member.Name, member.Value) : (null, default);
        return (null, default);
    }

    // Config keys are camelCase where the records' properties are PascalCase; a dictionary's keys are the user's own.
    private static string Join(string path, string name, bool verbatim)
    {
        var key = name.Length > 0 && !verbatim ? char.ToLowerInvariant(name[0]) + name[1..] : name;
        return path.Length == 0 ? key : $"{path}.{key}";
    }

    // A step's parameters are often a section of the config and what it depends on besides: the section's own keys are named once, 'unlearn.left'.
    private static string JoinRoot(string path, string name)
    {
        var whole = Join(path, name, verbatim: false);
        return path.Length > 0 && $".{path}.".EndsWith($".{whole[(path.Length + 1)..]}.", StringComparison.Ordinal) ? path : whole;
    }

    private static string Text(JsonElement? element) => element is not { } value ? Absent : value.ValueKind switch
    {
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(v => Text(v)))}]",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Object => Tag(value) switch
        {
            ("$map", var map) => Inline(map, verbatim: true),
            ("$set", var set) => Text(set),
            (not null, var scalar) => scalar.GetString()!,
            _ => Inline(value, verbatim: false),
        },
        _ => value.GetRawText(),
    };

    private static string Inline(JsonElement value, bool verbatim) =>
        $"{{{string.Join(", ", value.EnumerateObject().Select(m => $"{Join("", m.Name, verbatim)}: {Text(m.Value)}"))}}}";

    private static string Shorten(string text) => text.Length <= LongestValue ? text : text[..(LongestValue - 1)] + "…";
}
