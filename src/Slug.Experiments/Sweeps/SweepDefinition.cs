using System.Globalization;
using Slug.Basics;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Loading;
using Slug.Pipeline.Configuration;
using Slug.Pipeline.Sweeps;

namespace Slug.Experiments.Sweeps;

/// <summary>A config with a section <c>sweep:</c>: an experiment, and the points in which its values vary.</summary>
/// <param name="Base">The experiment's config without the sweep.</param>
/// <param name="Points">The points.</param>
/// <param name="Run">How it is run.</param>
public sealed record SweepDefinition(ConfigMapping Base, IReadOnlyList<SweepPoint> Points, RunOptions Run)
{
    /// <summary>The section's name.</summary>
    public const string Section = "sweep";

    private const string NameKey = "experiment";

    /// <summary>The sweep's name: its folder under <c>results/</c>.</summary>
    public string Name => ((ConfigScalar)Base[NameKey]!).Text;

    /// <summary>Whether a config has a sweep.</summary>
    /// <param name="root">The whole config.</param>
    public static bool Has(ConfigMapping root) => root[Section] is not null;

    /// <summary>Reads the sweep of a config.</summary>
    /// <param name="root">The whole config.</param>
    /// <param name="run">How it is run.</param>
    /// <exception cref="ConfigurationException">Every mistake in the sweep, and with them those of the experiment.</exception>
    public static SweepDefinition Of(ConfigMapping root, RunOptions run)
    {
        var problems = new List<ConfigProblem>();
        var points = SweepExpansion.Expand(root[Section]!, problems);
        var definition = new SweepDefinition(root with { Entries = [.. root.Entries.Where(e => e.Key != Section)] }, points, run);
        CheckPaths(points, run, problems);
        if (problems.Count == 0)
            return definition;
        try
        {
            ExperimentReader.Read(definition.Base, run);
        }
        catch (ConfigurationException e)
        {
            problems.AddRange(e.Problems);
        }
        throw new ConfigurationException(problems);
    }

    /// <summary>The point that a user means.</summary>
    /// <param name="text">Its number or its name.</param>
    /// <exception cref="ConfigurationException">There is no such point.</exception>
    public SweepPoint Find(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < Points.Count)
            return Points[index];
        return Points.FirstOrDefault(p => p.Name == text) ?? throw new ConfigurationException(
            new ConfigOrigin("--point", 0),
            $"the sweep has no point '{text}'; it has {Points[0].Index} to {Points[^1].Index}{NearestNames.Hint(text, Points.Select(p => p.Name))}");
    }

    /// <summary>Loads and checks one point.</summary>
    /// <param name="point">The point.</param>
    /// <exception cref="ConfigurationException">Every mistake in it.</exception>
    public Experiment Load(SweepPoint point)
    {
        var problems = new List<ConfigProblem>();
        var root = point.Overrides.Aggregate(Base, (config, change) => change.ApplyTo(config, problems));
        if (problems.Count > 0)
            throw new ConfigurationException(problems);
        return ExperimentReader.Read(root, Run) with { Point = point.Name };
    }

    /// <summary>Loads and checks all points.</summary>
    /// <exception cref="ConfigurationException">Every mistake of any point, those that several share once.</exception>
    public IReadOnlyList<Experiment> LoadAll()
    {
        var loaded = Points.AsParallel().AsOrdered().Select(TryLoad).ToList();
        var problems = loaded.SelectMany(l => l.Problems).ToList();
        return problems.Count == 0 ? [.. loaded.Select(l => l.Experiment!)] : throw new ConfigurationException(
            [.. problems.Distinct().OrderBy(p => p.Origin.Source, StringComparer.Ordinal).ThenBy(p => p.Origin.Line)]);
    }

    private (Experiment? Experiment, IReadOnlyList<ConfigProblem> Problems) TryLoad(SweepPoint point)
    {
        try
        {
            return (Load(point), []);
        }
        catch (ConfigurationException e)
        {
            return (null, e.Problems);
        }
    }

    // A value of the command line that every point sets again would be lost in silence.
    private static void CheckPaths(IReadOnlyList<SweepPoint> points, RunOptions run, List<ConfigProblem> problems)
    {
        var swept = points.SelectMany(p => p.Overrides).DistinctBy(o => string.Join('.', o.Path)).ToList();
        foreach (var own in swept.Where(o => o.Path[0] == NameKey))
            problems.Add(new ConfigProblem(own.Value.Origin, $"'{NameKey}' names the sweep as a whole; each point gets a folder of its own below it"));
        foreach (var given in run.Overrides.Select(text => ConfigOverride.TryParse(text, problems)).OfType<ConfigOverride>())
        {
            if (swept.FirstOrDefault(o => Overlap(o.Path, given.Path)) is { } both)
                problems.Add(new ConfigProblem(given.Value.Origin, $"the sweep sets '{string.Join('.', both.Path)}' at {both.Value.Origin}; change it there, or give the sweep as a whole: --set '{Section}={{grid: {{...}}}}'"));
        }
    }

    private static bool Overlap(IReadOnlyList<string> one, IReadOnlyList<string> other) => one.Zip(other).All(keys => keys.First == keys.Second);
}
