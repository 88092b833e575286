using Slug.Basics;
using Slug.Pipeline.Files;
using YamlDotNet.Core;

namespace Slug.Pipeline.Configuration;

/// <summary>
/// Reads a YAML config into nodes that know where they were written. A config may name another one that it states only the
/// differences to (<c>extends: ../demo/clip.yaml</c>), and the command line may lay values over both.
/// </summary>
public static class ConfigReader
{
    /// <summary>The key by which a config names the one that it builds on.</summary>
    public const string ExtendsKey = "extends";

    private const int DeepestChain = 16, LongestText = 1 << 20;

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

    /// <summary>Parses one YAML document. Its length, its depth and what its aliases repeat are bounded.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">How messages name the text's source.</param>
    /// <param name="problems">Receives syntax errors.</param>
    /// <returns>The root, or null when there is none or it cannot be read.</returns>
    public static ConfigNode? Parse(string yaml, string source, ICollection<ConfigProblem> problems)
    {
        try
        {
            if (yaml.Length <= LongestText)
                return YamlComposer.Compose(yaml, source);
            problems.Add(TooLong(source));
        }
        catch (ConfigurationException e)
        {
            problems.Add(e.Problems[0]);
        }
        catch (YamlException e)
        {
            problems.Add(TabIndentation.Find(yaml) is { } line
                ? new ConfigProblem(new ConfigOrigin(source, line), "not valid YAML: this line is indented with a tab; YAML is indented with spaces")
                : new ConfigProblem(new ConfigOrigin(source, (int)e.Start.Line), $"not valid YAML: {(e.InnerException as YamlException)?.Message ?? e.Message}"));
        }
        return null;
    }

    /// <summary>Reads the text of a YAML file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problems">Receives why it cannot be read.</param>
    /// <returns>The text, or null.</returns>
    public static string? ReadText(string path, ICollection<ConfigProblem> problems)
    {
        if (PlainFile.WhyNot(path) is { } reason)
        {
            problems.Add(new ConfigProblem(new ConfigOrigin(path, 0), reason));
            return null;
        }
        if (new FileInfo(path).Length > LongestText)
        {
            problems.Add(TooLong(path));
            return null;
        }
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ConfigProblem(new ConfigOrigin(path, 0), $"it cannot be read: {e.Message}"));
            return null;
        }
    }

    private static ConfigProblem TooLong(string source) => new(new ConfigOrigin(source, 0), $"longer than {LongestText >> 20} MiB, which no config is");

    private static IEnumerable<string> Beside(string path) =>
        Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal) : [];

    private static ConfigMapping? ReadChain(string path, ConfigOrigin namedAt, int depth, List<ConfigProblem> problems)
    {
        if (depth > DeepestChain)
        {
            problems.Add(new ConfigProblem(namedAt, $"'{ExtendsKey}' goes round in a circle or is over {DeepestChain} files deep"));
            return null;
        }

        if (!Path.Exists(path))
        {
            problems.Add(new ConfigProblem(namedAt, depth == 0 ? $"no such config file{NearestNames.Hint(Path.GetFileName(path), Beside(path))}" : $"'{ExtendsKey}' names '{path}', which does not exist"));
            return null;
        }

        if (depth > 0 && PlainFile.WhyNot(path) is { } reason)
        {
            problems.Add(new ConfigProblem(namedAt, $"'{ExtendsKey}' names '{path}': {reason}"));
            return null;
        }

        var before = problems.Count;
        var root = ReadText(path, problems) is { } text ? Parse(text, path, problems) : null;
        if (root is not ConfigMapping mapping)
        {
            if (problems.Count == before) problems.Add(new ConfigProblem(new ConfigOrigin(path, 1), "a config is a mapping of keys to values"));
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
}
