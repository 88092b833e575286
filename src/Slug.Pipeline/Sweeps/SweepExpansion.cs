using System.Globalization;
using Slug.Pipeline.Configuration;

namespace Slug.Pipeline.Sweeps;

/// <summary>
/// Turns a config's <c>sweep:</c> section into points. <c>grid</c> combines every value of every path, <c>zip</c> walks its paths in
/// step, <c>list</c> gives whole points; where there are several of the three, every choice of the one meets every choice of the other.
/// </summary>
/// <example>
/// <code>
/// sweep:
///   grid:
///     unlearn.search.iterations: [8, 10]
///   zip:
///     pretrain.learningRate: [5e-4, 1e-3]
///     pretrain.pairs: [120000, 60000]
///   list:
///     - unlearn.candidates: pareto
///     - { unlearn.candidates: all, unlearn.tower: text }
/// </code>
/// </example>
public static class SweepExpansion
{
    /// <summary>More points than this are taken for a mistake.</summary>
    public const int MostPoints = 10_000;

    private const int LongestName = 80;

    private static readonly string[] Sections = ["grid", "zip", "list"];

    /// <summary>The points of a sweep, in an order that depends on the config alone: the last path varies fastest.</summary>
    /// <param name="sweep">The value of <c>sweep:</c>.</param>
    /// <param name="problems">Receives every mistake.</param>
    /// <returns>The points; none when there is a mistake.</returns>
    public static IReadOnlyList<SweepPoint> Expand(ConfigNode sweep, ICollection<ConfigProblem> problems)
    {
        var before = problems.Count;
        if (sweep is not ConfigMapping sections || sections.Entries.Count == 0)
        {
            problems.Add(new ConfigProblem(sweep.Origin, "sweep needs at least one of grid, zip and list"));
            return [];
        }
        foreach (var entry in sections.Entries.Where(e => !Sections.Contains(e.Key)))
            problems.Add(new ConfigProblem(entry.Origin, $"unknown key 'sweep.{entry.Key}'; a sweep has {string.Join(", ", Sections)}"));
        var factors = new List<IReadOnlyList<IReadOnlyList<ConfigOverride>>>();
        if (sections["grid"] is { } grid)
            factors.AddRange(Axes(grid, "grid", problems).Select(Choices));
        if (sections["zip"] is { } zip)
            factors.Add(Zip(zip, problems));
        if (sections["list"] is { } list)
            factors.Add(ListPoints(list, problems));
        CheckPaths(factors, sections.Origin, problems);
        var count = factors.Aggregate(1.0, (product, f) => product * f.Count);
        if (problems.Count == before && count is 0 or > MostPoints)
            problems.Add(new ConfigProblem(sweep.Origin, string.Create(CultureInfo.InvariantCulture, $"the sweep has {count:#,0} points; it must have 1 to {MostPoints:#,0}")));
        if (problems.Count == before)
            CheckDistinct([.. Product(factors)], problems);
        return problems.Count > before ? [] : [.. Product(factors).Select(Name)];
    }

    private static IReadOnlyList<IReadOnlyList<ConfigOverride>> Choices(Axis axis) => [.. axis.Values.Select(v => (IReadOnlyList<ConfigOverride>)[new ConfigOverride(axis.Path, v)])];

    private sealed record Axis(IReadOnlyList<string> Path, ConfigOrigin Origin, IReadOnlyList<ConfigNode> Values);

    private static List<Axis> Axes(ConfigNode node, string section, ICollection<ConfigProblem> problems)
    {
        var axes = new List<Axis>();
        if (node is not ConfigMapping mapping)
        {
            problems.Add(new ConfigProblem(node.Origin, $"sweep.{section} must map paths to lists of values, such as unlearn.search.iterations: [8, 10]"));
            return axes;
        }
        foreach (var entry in mapping.Entries)
        {
            if (entry.Value is not ConfigSequence { Items.Count: > 0 } values)
                problems.Add(new ConfigProblem(entry.Origin, $"sweep.{section} '{entry.Key}' needs a list of at least one value"));
            else if (PathOf(entry, problems) is { } path)
                axes.Add(new Axis(path, entry.Origin, values.Items));
        }
        return axes;
    }

    private static List<IReadOnlyList<ConfigOverride>> Zip(ConfigNode node, ICollection<ConfigProblem> problems)
    {
        var axes = Axes(node, "zip", problems);
        if (axes.Count == 0)
            return [];
        foreach (var axis in axes.Where(a => a.Values.Count != axes[0].Values.Count))
            problems.Add(new ConfigProblem(axis.Origin, $"sweep.zip '{Join(axis.Path)}' has {axis.Values.Count} values where '{Join(axes[0].Path)}' has {axes[0].Values.Count}; they are walked in step"));
        var length = axes.Min(a => a.Values.Count);
        return [.. Enumerable.Range(0, length).Select(i => axes.Select(a => new ConfigOverride(a.Path, a.Values[i])).ToList())];
    }

    private static List<IReadOnlyList<ConfigOverride>> ListPoints(ConfigNode node, ICollection<ConfigProblem> problems)
    {
        var points = new List<IReadOnlyList<ConfigOverride>>();
        if (node is not ConfigSequence sequence)
        {
            problems.Add(new ConfigProblem(node.Origin, "sweep.list must be a list of points, each a mapping of paths to values"));
            return points;
        }
        foreach (var item in sequence.Items)
        {
            if (item is ConfigMapping { Entries.Count: > 0 } point)
                points.Add([.. point.Entries.Select(e => (Path: PathOf(e, problems), e.Value)).Where(e => e.Path is not null).Select(e => new ConfigOverride(e.Path!, e.Value))]);
            else
                problems.Add(new ConfigProblem(item.Origin, "a point of sweep.list must be a mapping of paths to values"));
        }
        return points;
    }

    private static string[]? PathOf(ConfigEntry entry, ICollection<ConfigProblem> problems)
    {
        var path = entry.Key.Split('.');
        if (path.All(k => k.Length > 0 && k.Trim() == k) && path[0] != "sweep")
            return path;
        problems.Add(new ConfigProblem(entry.Origin, $"'{entry.Key}' is not a path into the config, such as unlearn.search.iterations"));
        return null;
    }

    // Two factors that set one path, or a path and one below it, would silently undo each other.
    private static void CheckPaths(List<IReadOnlyList<IReadOnlyList<ConfigOverride>>> factors, ConfigOrigin origin, ICollection<ConfigProblem> problems)
    {
        var paths = factors.SelectMany((f, i) => f.SelectMany(c => c).Select(o => (Factor: i, Path: Join(o.Path)))).Distinct().ToList();
        foreach (var (factor, path) in paths)
        {
            foreach (var other in paths.Where(p => p.Factor > factor && Overlap(p.Path, path)))
            {
                var both = other.Path == path ? $"'{path}' is" : $"'{path}' and '{other.Path}' are";
                problems.Add(new ConfigProblem(origin, $"{both} set by two parts of the sweep"));
            }
        }
    }

    private static bool Overlap(string one, string other) => $"{one}.".StartsWith($"{other}.", StringComparison.Ordinal) || $"{other}.".StartsWith($"{one}.", StringComparison.Ordinal);

    // Two equal points are computed once and counted twice: nobody means that.
    private static void CheckDistinct(IReadOnlyList<IReadOnlyList<ConfigOverride>> points, ICollection<ConfigProblem> problems)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, point) in points.Index())
        {
            var same = string.Join('\n', point.Select(o => $"{Join(o.Path)}={Canonical(o.Value)}").Order(StringComparer.Ordinal));
            if (first.TryAdd(same, index))
                continue;
            var what = string.Join(", ", point.Select(o => $"{Join(o.Path)}: {SweepValues.Text(o.Value)}"));
            problems.Add(new ConfigProblem(point[^1].Value.Origin, $"points {first[same]} and {index} of the sweep are the same ({what}); name each value once"));
            return;
        }
    }

    // 5e-4 and 0.0005 are one number.
    private static string Canonical(ConfigNode value) => value switch
    {
        ConfigScalar { IsQuoted: false } scalar when double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
            number.ToString("R", CultureInfo.InvariantCulture),
        ConfigScalar scalar => $"'{scalar.Text}'",
        ConfigSequence sequence => $"[{string.Join(',', sequence.Items.Select(Canonical))}]",
        ConfigMapping mapping => $"{{{string.Join(',', mapping.Entries.Select(e => $"{e.Key}:{Canonical(e.Value)}").Order(StringComparer.Ordinal))}}}",
        _ => "",
    };

    private static IEnumerable<IReadOnlyList<ConfigOverride>> Product(List<IReadOnlyList<IReadOnlyList<ConfigOverride>>> factors)
    {
        IEnumerable<IReadOnlyList<ConfigOverride>> points = [[]];
        foreach (var factor in factors)
            points = points.SelectMany(p => factor.Select(c => (IReadOnlyList<ConfigOverride>)[.. p, .. c]));
        return points;
    }

    private static SweepPoint Name(IReadOnlyList<ConfigOverride> overrides, int index)
    {
        var parts = overrides.Select(o => $"{o.Path[^1]}={Text(o.Value)}");
        var name = string.Concat(string.Join(',', parts).Select(c => char.IsLetterOrDigit(c) || c is '=' or ',' or '.' or '-' or '+' ? c : '_'));
        return new SweepPoint(index, $"{index.ToString("000", CultureInfo.InvariantCulture)}-{(name.Length > LongestName ? name[..LongestName] : name)}", overrides);
    }

    private static string Text(ConfigNode value) => value switch
    {
        ConfigScalar scalar => scalar.Text,
        ConfigSequence sequence => string.Join('+', sequence.Items.Select(Text)),
        ConfigMapping mapping => string.Join('+', mapping.Entries.Select(e => $"{e.Key}={Text(e.Value)}")),
        _ => "",
    };

    private static string Join(IReadOnlyList<string> path) => string.Join('.', path);
}
