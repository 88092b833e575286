using System.Text;

namespace Slug.Pipeline.Configuration;

/// <summary>Writes a config back as YAML, with everything that it extends and all overrides in it.</summary>
public static class ConfigWriter
{
    /// <summary>Writes the config in the order of its keys, two spaces a level.</summary>
    public static string Write(ConfigMapping root)
    {
        var text = new StringBuilder();
        WriteMapping(root, 0, text);
        return text.ToString();
    }

    private static void WriteMapping(ConfigMapping mapping, int depth, StringBuilder text)
    {
        foreach (var entry in mapping.Entries)
        {
            text.Append(' ', 2 * depth).Append(entry.Key).Append(':');
            if (entry.Value is ConfigMapping { Entries.Count: > 0 } below)
            {
                text.Append('\n');
                WriteMapping(below, depth + 1, text);
            }
            else
            {
                text.Append(' ').Append(Inline(entry.Value)).Append('\n');
            }
        }
    }

    private static string Inline(ConfigNode node) => node switch
    {
        ConfigScalar { IsNull: true } => "null",
        ConfigScalar scalar => NeedsQuotes(scalar) ? $"\"{scalar.Text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")}\"" : scalar.Text,
        ConfigSequence sequence => $"[{string.Join(", ", sequence.Items.Select(Inline))}]",
        ConfigMapping mapping => $"{{ {string.Join(", ", mapping.Entries.Select(e => $"{e.Key}: {Inline(e.Value)}"))} }}".Replace("{  }", "{}"),
        _ => throw new ArgumentException($"{node.Origin}: unexpected node.", nameof(node)),
    };

    private static bool NeedsQuotes(ConfigScalar scalar) =>
        scalar.IsQuoted || scalar.Text.Length == 0 || scalar.Text.AsSpan().IndexOfAny("[]{},#&*!|>'\"%@`\n") >= 0
        || scalar.Text.Contains(": ") || scalar.Text.StartsWith("- ");
}
