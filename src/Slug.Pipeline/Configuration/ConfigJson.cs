using System.Globalization;
using System.Text.Json.Nodes;

namespace Slug.Pipeline.Configuration;

/// <summary>Writes a config's nodes as JSON, for readers that take either.</summary>
public static class ConfigJson
{
    /// <summary>The JSON of a node. What is not in quotes is a number, true, false or null where it looks like one.</summary>
    /// <param name="node">The node.</param>
    /// <param name="problems">Receives numbers that JSON has no word for.</param>
    public static string Write(ConfigNode node, ICollection<ConfigProblem> problems) => Convert(node, problems)?.ToJsonString() ?? "null";

    private static JsonNode? Convert(ConfigNode node, ICollection<ConfigProblem> problems) => node switch
    {
        ConfigScalar scalar => Scalar(scalar, problems),
        ConfigSequence sequence => new JsonArray([.. sequence.Items.Select(i => Convert(i, problems))]),
        ConfigMapping mapping => new JsonObject(mapping.Entries.Select(e => KeyValuePair.Create(e.Key, Convert(e.Value, problems)))),
        _ => throw new ArgumentException($"{node.Origin}: unexpected node.", nameof(node)),
    };

    private static JsonNode? Scalar(ConfigScalar scalar, ICollection<ConfigProblem> problems)
    {
        if (scalar.IsNull)
            return null;
        if (scalar.IsQuoted)
            return JsonValue.Create(scalar.Text);
        if (ConfigScalars.IsNotFinite(scalar.Text))
        {
            problems.Add(new ConfigProblem(scalar.Origin, $"'{scalar.Text}' is no number that can be computed with"));
            return null;
        }
        if (long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return JsonValue.Create(whole);
        if (double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return JsonValue.Create(number);
        return scalar.Text switch { "true" => JsonValue.Create(true), "false" => JsonValue.Create(false), var text => JsonValue.Create(text) };
    }
}
