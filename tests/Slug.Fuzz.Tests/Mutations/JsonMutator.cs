using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slug.Fuzz.Tests.Mutations;

/// <summary>Damages JSON where it means something: values of another type, numbers out of every range, keys gone, twice or under another name.</summary>
internal static class JsonMutator
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "2", "1.5", "1e400", "-1e400", "NaN", "Infinity", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808",
        "1e18", "99999999999999999999", "\"\"", "\"x\"", "\"../../x\"", "\"/etc/passwd\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[null]", "[[]]", "[-1]", "[0,0]", "[9223372036854775807,2]", "{\"\":null}",
    ];

    /// <summary>Damaged JSON as text; damaged bytes where it is none.</summary>
    public static byte[] Damage(byte[] json, Mutator mutator)
    {
        var random = mutator.Random;
        if (random.Next(3) == 0)
            return mutator.Damage(json);
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return mutator.Damage(json);
        }
        for (var times = 1 + random.Next(3); times > 0; times--)
        {
            var places = new List<(JsonNode Parent, string? Key, int Index)>();
            Collect(root, places);
            if (places.Count == 0)
                break;
            Change(mutator.Pick(places), places, mutator);
        }
        // JsonNode cannot hold all values; it holds marks in their place.
        var text = root!.ToJsonString();
        for (var i = 0; i < Values.Length; i++)
            text = text.Replace(Mark(i), Values[i], StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text);
    }

    private static void Change((JsonNode Parent, string? Key, int Index) place, List<(JsonNode Parent, string? Key, int Index)> places, Mutator mutator)
    {
        var random = mutator.Random;
        if (random.Next(6) == 0)
        {
            if (place.Parent is JsonObject from)
                from.Remove(place.Key!);
            else
                ((JsonArray)place.Parent).RemoveAt(place.Index);
            return;
        }
        var other = mutator.Pick(places);
        var value = random.Next(4) == 0 ? At(other)?.DeepClone() : JsonValue.Create(Mark(random.Next(Values.Length)).Trim('"'));
        if (place.Parent is JsonArray list)
            list[place.Index] = value;
        else if (random.Next(8) == 0)
            place.Parent[other.Key ?? "x"] = value;
        else
            place.Parent[place.Key!] = value;
    }

    private static JsonNode? At((JsonNode Parent, string? Key, int Index) place) => place.Key is null ? place.Parent[place.Index] : place.Parent[place.Key];

    private static string Mark(int value) => $"\"@value {value}@\"";

    private static void Collect(JsonNode? node, List<(JsonNode Parent, string? Key, int Index)> places)
    {
        if (node is JsonObject values)
        {
            foreach (var (key, value) in values)
            {
                places.Add((values, key, 0));
                Collect(value, places);
            }
        }
        else if (node is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
            {
                places.Add((items, null, i));
                if (places.Count < 20_000)
                    Collect(items[i], places);
            }
        }
    }
}
