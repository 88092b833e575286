using Slug.Basics;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Figures.Tables;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Loading;

/// <summary>Makes an experiment of a config that was read, and checks that it makes sense, before anything runs.</summary>
public static class ExperimentReader
{
    private const string FamilyKey = "family";

    /// <summary>Checks an experiment.</summary>
    /// <param name="root">The config with everything it extends and the overrides applied.</param>
    /// <param name="run">How it is run.</param>
    /// <exception cref="ConfigurationException">Every mistake found, with file and line.</exception>
    public static Experiment Read(ConfigMapping root, RunOptions run)
    {
        ArgumentNullException.ThrowIfNull(root);
        var problems = new List<ConfigProblem>();
        var (science, settings) = RunSettings.Split(root, problems);
        var family = FamilyOf(science, problems);
        var sections = SetShorthand.Apply(science with { Entries = [.. science.Entries.Where(e => e.Key != FamilyKey)] });
        var config = ConfigBinder.Bind<ExperimentOptions>(family.Options, sections, problems) ?? throw new ConfigurationException(problems);
        var check = new ConfigCheck(run, config.OriginOf, problems);
        var experiment = family.Check(config.Value, check);
        Named(config.Value.Forgotten, check);
        Apart(config.Value.Forgotten, check);
        if (problems.Count > 0) throw new ConfigurationException(problems);
        return experiment with { ConfigText = ConfigWriter.Write(science), Settings = settings, MissingFiles = check.Missing };
    }

    /// <summary>A concept has a name for steps and files, and a row of its own in tables.</summary>
    private static void Named(IReadOnlyList<string> concepts, ConfigCheck check)
    {
        foreach (var (i, concept) in concepts.Index())
        {
            check.That(new Concept(concept).IsNamed, $"unlearn.concepts.{i}", $"'{concept}' {Concept.Nameless}; name what is forgotten, or leave it out");
            check.That(concept is not (ResultRow.Mean or ResultRow.Published), $"unlearn.concepts.{i}", $"'{concept}' is what tables call the row of means, in the column of concepts; name the concept otherwise");
        }
    }

    /// <summary>Concepts that are one name in steps and files, such as <c>tiger face</c> and <c>Tiger-Face</c>, would be one step.</summary>
    private static void Apart(IReadOnlyList<string> concepts, ConfigCheck check)
    {
        foreach (var same in Concept.OneInFiles(concepts))
        {
            var names = string.Join(" and ", same.Select(c => $"'{c.Item}'").Distinct());
            // Each is told, with its line.
            foreach (var (i, _) in same) check.That(false, $"unlearn.concepts.{i}", $"{names} are one name in steps and files, {same.Key}; leave one out, or name it otherwise");
        }
    }

    private static IFamily FamilyOf(ConfigMapping science, List<ConfigProblem> problems)
    {
        if (science.Entries.FirstOrDefault(e => e.Key == FamilyKey) is not { } entry) return FamilyList.Default;
        var name = (entry.Value as ConfigScalar)?.Text;
        if (FamilyList.All.FirstOrDefault(f => f.Name == name) is { } family) return family;
        var known = FamilyList.All.Select(f => f.Name).ToList();
        problems.Add(new ConfigProblem(entry.Value.Origin, $"'{FamilyKey}' must be one of {string.Join(", ", known)}{(name is null ? "" : $", not '{name}'{NearestNames.Hint(name, known)}")}"));
        return FamilyList.Default;
    }
}
