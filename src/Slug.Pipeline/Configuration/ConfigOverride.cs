namespace Slug.Pipeline.Configuration;

/// <summary>A value laid over the config from the command line: <c>--set unlearn.concepts=[rocket]</c>.</summary>
/// <param name="Path">The keys from the root down.</param>
/// <param name="Value">The value, read as YAML.</param>
public sealed record ConfigOverride(IReadOnlyList<string> Path, ConfigNode Value)
{
    /// <summary>Parses <c>path.to.key=value</c>.</summary>
    /// <param name="text">The text after <c>--set</c>.</param>
    /// <param name="problems">Receives what is wrong with it.</param>
    /// <returns>The override, or null when it is malformed.</returns>
    public static ConfigOverride? TryParse(string text, ICollection<ConfigProblem> problems)
    {
        var equals = text.IndexOf('=');
        var path = equals < 0 ? [] : text[..equals].Split('.').Select(k => k.Trim()).ToList();
        if (path.Count == 0 || path.Any(k => k.Length == 0))
        {
            problems.Add(new ConfigProblem(new ConfigOrigin($"--set {text}", 0), "must have the form path.to.key=value, such as unlearn.concepts=[rocket]"));
            return null;
        }

        if (path.Count > YamlComposer.Deepest)
        {
            problems.Add(new ConfigProblem(new ConfigOrigin("--set", 0), $"a path of {path.Count} keys; no config is more than {YamlComposer.Deepest} levels deep"));
            return null;
        }

        var origin = new ConfigOrigin($"--set {string.Join('.', path)}", 0);
        var before = problems.Count;
        var value = ConfigReader.Parse(text[(equals + 1)..], origin.Source, problems);
        if (problems.Count > before) return null;
        return new ConfigOverride(path, value is null ? new ConfigScalar("", false, origin) : WithoutLines(value, origin));
    }

    /// <summary>Lays the value over a config.</summary>
    /// <param name="config">The root.</param>
    /// <param name="problems">Receives a path that leads through something that is no mapping.</param>
    public ConfigMapping ApplyTo(ConfigMapping config, ICollection<ConfigProblem> problems) => Apply(config, 0, problems);

    private ConfigMapping Apply(ConfigMapping mapping, int depth, ICollection<ConfigProblem> problems)
    {
        var key = Path[depth];
        if (depth == Path.Count - 1) return mapping.With(new ConfigEntry(key, Value.Origin, Value));
        switch (mapping[key])
        {
            case null or ConfigScalar { IsNull: true }:
                return mapping.With(new ConfigEntry(key, Value.Origin, Apply(new ConfigMapping([], Value.Origin), depth + 1, problems)));
            case ConfigMapping below:
                return mapping.With(new ConfigEntry(key, below.Origin, Apply(below, depth + 1, problems)));
            default:
                problems.Add(new ConfigProblem(Value.Origin, $"'{string.Join('.', Path.Take(depth + 1))}' is a value, it has no keys below it"));
                return mapping;
        }
    }

    /// <summary>A line number inside a command-line option would only mislead.</summary>
    private static ConfigNode WithoutLines(ConfigNode node, ConfigOrigin origin) => node switch
    {
        ConfigSequence s => new ConfigSequence(s.Items.Select(i => WithoutLines(i, origin)).ToList(), origin),
        ConfigMapping m => new ConfigMapping(m.Entries.Select(e => new ConfigEntry(e.Key, origin, WithoutLines(e.Value, origin))).ToList(), origin),
        _ => node with { Origin = origin },
    };
}
