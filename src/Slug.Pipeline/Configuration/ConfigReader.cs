using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Slug.Pipeline.Configuration;

/// <summary>
/// Reads a YAML config into nodes that know where they were written. A config may name another one that it states only the
/// differences to (<c>extends: ../demo/clip.yaml</c>), and the command line may lay values over both.
/// </summary>
public static class ConfigReader
{
    /// <summary>The key by which a config names the one that it builds on.</summary>
    public const string ExtendsKey = "extends";

    private const int DeepestChain = 16;

    /// <summary>Reads a config with everything that it extends, then lays the overrides over it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Overrides of the form <c>path.to.key=value</c>, in order.</param>
    /// <exception cref="ConfigurationException">A file is missing or is no YAML mapping, or an override is malformed; all of them at once.</exception>
    public static ConfigMapping Read(string path, IEnumerable<string> overrides)
    {
        var problems = new List<ConfigProblem>();
        var config = ReadChain(path, new ConfigOrigin(path, 0), 0, problems);
        foreach (var text in overrides)
        {
            if (ConfigOverride.TryParse(text, problems) is { } change && config is not null) config = change.ApplyTo(config, problems);
        }

        return problems.Count == 0 ? config! : throw new ConfigurationException(problems);
    }

    /// <summary>Parses one YAML document.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">How messages name the text's source.</param>
    /// <param name="problems">Receives syntax errors.</param>
    /// <returns>The root, or null when there is none or it cannot be read.</returns>
    public static ConfigNode? Parse(string yaml, string source, ICollection<ConfigProblem> problems)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count > 1)
            {
                problems.Add(new ConfigProblem(new ConfigOrigin(source, (int)stream.Documents[1].RootNode.Start.Line), "a config is one YAML document, not several"));
            }

            return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode, source);
        }
        catch (YamlException e)
        {
            problems.Add(new ConfigProblem(new ConfigOrigin(source, (int)e.Start.Line), $"not valid YAML: {e.InnerException?.Message ?? e.Message}"));
            return null;
        }
    }

    private static ConfigMapping? ReadChain(string path, ConfigOrigin namedAt, int depth, List<ConfigProblem> problems)
    {
        if (depth > DeepestChain)
        {
            problems.Add(new ConfigProblem(namedAt, $"'{ExtendsKey}' goes round in a circle or is over {DeepestChain} files deep"));
            return null;
        }

        if (!File.Exists(path))
        {
            problems.Add(new ConfigProblem(namedAt, depth == 0 ? "no such config file" : $"'{ExtendsKey}' names '{path}', which does not exist"));
            return null;
        }

        var root = Parse(File.ReadAllText(path), path, problems);
        if (root is not ConfigMapping mapping)
        {
            if (root is not null || problems.Count == 0) problems.Add(new ConfigProblem(new ConfigOrigin(path, 1), "a config is a mapping of keys to values"));
            return null;
        }

        if (mapping[ExtendsKey] is not { } below) return mapping;
        var own = mapping with { Entries = mapping.Entries.Where(e => e.Key != ExtendsKey).ToList() };
        if (below is not ConfigScalar { IsNull: false } name)
        {
            problems.Add(new ConfigProblem(below.Origin, $"'{ExtendsKey}' must be the path of a config, relative to this file"));
            return own;
        }

        var basePath = Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, name.Text));
        return ReadChain(basePath, below.Origin, depth + 1, problems)?.Overlay(own);
    }

    private static ConfigNode Convert(YamlNode node, string source)
    {
        var origin = new ConfigOrigin(source, (int)node.Start.Line);
        return node switch
        {
            YamlScalarNode scalar => new ConfigScalar(scalar.Value ?? "", scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted, origin),
            YamlSequenceNode sequence => new ConfigSequence(sequence.Children.Select(c => Convert(c, source)).ToList(), origin),
            YamlMappingNode mapping => new ConfigMapping(mapping.Children.Select(c => Entry(c.Key, c.Value, source)).ToList(), origin),
            _ => throw new ArgumentException($"{origin}: unexpected YAML node {node.NodeType}.", nameof(node)),
        };
    }

    private static ConfigEntry Entry(YamlNode key, YamlNode value, string source) =>
        new((key as YamlScalarNode)?.Value ?? key.ToString(), new ConfigOrigin(source, (int)key.Start.Line), Convert(value, source));
}
