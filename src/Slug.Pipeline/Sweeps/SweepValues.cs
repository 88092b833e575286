using Slug.Pipeline.Configuration;

namespace Slug.Pipeline.Sweeps;

/// <summary>The values that the points of a sweep differ in, for its table.</summary>
public static class SweepValues
{
    /// <summary>The paths that any point sets, in the order in which the sweep names them.</summary>
    /// <param name="points">The points.</param>
    public static IReadOnlyList<string> Paths(IEnumerable<SweepPoint> points) =>
        [.. points.SelectMany(p => p.Overrides).Select(o => string.Join('.', o.Path)).Distinct()];

    /// <summary>What a path holds in a point: what the point sets, or else what the config says.</summary>
    /// <param name="root">The config without the sweep.</param>
    /// <param name="point">The point.</param>
    /// <param name="path">The path.</param>
    /// <returns>The value, or null where neither says anything and the default holds.</returns>
    public static ConfigNode? Find(ConfigMapping root, SweepPoint point, string path)
    {
        if (point.Overrides.LastOrDefault(o => string.Join('.', o.Path) == path) is { } set)
            return set.Value;
        ConfigNode? node = root;
        foreach (var key in path.Split('.'))
            node = (node as ConfigMapping)?[key];
        return node;
    }

    /// <summary>The shortest ends of paths by which they can still be told apart: <c>evaluations</c> for <c>unlearn.search.evaluations</c>.</summary>
    /// <param name="paths">The paths.</param>
    public static IReadOnlyList<string> ShortNames(IReadOnlyList<string> paths) => [.. paths.Select(path =>
    {
        var keys = path.Split('.');
        return Enumerable.Range(1, keys.Length).Select(count => string.Join('.', keys[^count..]))
            .First(end => end == path || paths.Count(p => p == end || p.EndsWith($".{end}", StringComparison.Ordinal)) == 1);
    })];

    /// <summary>A value in a line: <c>10</c>, <c>[rocket, panda face]</c>.</summary>
    /// <param name="value">The value.</param>
    public static string Text(ConfigNode value) => value switch
    {
        ConfigScalar scalar => scalar.Text,
        ConfigSequence { Items: [var only] } => Text(only),
        ConfigSequence sequence => string.Join(", ", sequence.Items.Select(Text)),
        ConfigMapping mapping => string.Join(", ", mapping.Entries.Select(e => $"{e.Key}: {Text(e.Value)}")),
        _ => "",
    };
}
