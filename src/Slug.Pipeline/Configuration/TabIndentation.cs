using YamlDotNet.Core;

namespace Slug.Pipeline.Configuration;

/// <summary>Finds the tab behind a syntax error: YAML indents with spaces, and a parser names some other line.</summary>
internal static class TabIndentation
{
    /// <summary>The first line that is indented with a tab where all before it is right; null where no tab is to blame.</summary>
    /// <param name="yaml">A text that is no YAML.</param>
    public static int? Find(string yaml)
    {
        var lines = yaml.Split('\n');
        var line = Array.FindIndex(lines, l => l.TrimStart(' ', '\t') is var rest && l[..^rest.Length].Contains('\t') && rest.TrimEnd().Length > 0);
        if (line < 0)
            return null;
        try
        {
            YamlComposer.Compose(string.Join('\n', lines[..line]), "");
            return line + 1;
        }
        catch (Exception e) when (e is YamlException or ConfigurationException)
        {
            return null;
        }
    }
}
