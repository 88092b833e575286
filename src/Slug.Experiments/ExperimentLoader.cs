using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Loading;
using Slug.Experiments.Sweeps;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments;

/// <summary>Reads an experiment's config and checks that it makes sense, before anything runs.</summary>
public static class ExperimentLoader
{
    /// <summary>Loads and checks an experiment, or the point of its sweep that <see cref="RunOptions.Point"/> names.</summary>
    /// <param name="run">Which config, with which overrides.</param>
    /// <exception cref="ConfigurationException">Every mistake found, with file and line.</exception>
    public static Experiment Load(RunOptions run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var root = ConfigReader.Read(run.ConfigPath, run.Overrides);
        if (!SweepDefinition.Has(root))
        {
            return run.Point is null ? ExperimentReader.Read(root, run) : throw new ConfigurationException(
                new ConfigOrigin("--point", 0), $"{run.ConfigPath} has no section '{SweepDefinition.Section}', so it has no points; leave --point out");
        }

        var sweep = SweepDefinition.Of(root, run);
        return run.Point is { } point ? sweep.Load(sweep.Find(point)) : throw new ConfigurationException(
            new ConfigOrigin($"--config={run.ConfigPath}", 0), $"this is a sweep of {sweep.Points.Count} points; --target=Sweep runs them all, --point=0 to --point={sweep.Points.Count - 1} runs one of them");
    }

    /// <summary>Loads and checks a config's experiment, or those of all points of its sweep.</summary>
    /// <param name="run">Which config, with which overrides.</param>
    /// <exception cref="ConfigurationException">Every mistake found, with file and line.</exception>
    public static IReadOnlyList<Experiment> LoadAll(RunOptions run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var root = ConfigReader.Read(run.ConfigPath, run.Overrides);
        return SweepDefinition.Has(root) && run.Point is null ? SweepDefinition.Of(root, run).LoadAll() : [Load(run)];
    }
}
