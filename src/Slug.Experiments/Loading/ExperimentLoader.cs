using Slug.Data.Emoji;
using Slug.Experiments.Clip;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Configuration;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Sweeps;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Loading;

/// <summary>Reads an experiment's config and checks that it makes sense, before anything runs.</summary>
public static class ExperimentLoader
{
    /// <summary>Loads and checks an experiment, or the point of its sweep that <see cref="RunOptions.Point"/> names.</summary>
    /// <param name="run">Which config, with which overrides.</param>
    /// <exception cref="ConfigurationException">Every mistake found, with file and line.</exception>
    public static Experiment Load(RunOptions run)
    {
        var root = ConfigReader.Read(run.ConfigPath, run.Overrides);
        if (!SweepDefinition.Has(root))
        {
            return run.Point is null ? Load(root, run) : throw new ConfigurationException(
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
        var root = ConfigReader.Read(run.ConfigPath, run.Overrides);
        return SweepDefinition.Has(root) && run.Point is null ? SweepDefinition.Of(root, run).LoadAll() : [Load(run)];
    }

    /// <summary>Checks an experiment whose config was read already.</summary>
    /// <param name="root">The config with everything it extends and the overrides applied.</param>
    /// <param name="run">How it is run.</param>
    /// <exception cref="ConfigurationException">Every mistake found, with file and line.</exception>
    public static Experiment Load(ConfigMapping root, RunOptions run)
    {
        var problems = new List<ConfigProblem>();
        var (science, settings) = RunSettings.Split(root, problems);
        var config = ConfigBinder.Bind<ExperimentOptions>(science, problems) ?? throw new ConfigurationException(problems);
        void Check(bool right, string path, string message)
        {
            if (!right) problems.Add(new ConfigProblem(config.OriginOf(path), message));
        }

        var missing = new List<ConfigProblem>();
        void CheckThere(bool right, string path, string message)
        {
            if (!right) missing.Add(new ConfigProblem(config.OriginOf(path), message));
        }

        var options = config.Value;
        var names = options.Emoji is { } emoji ? LoadOrReport(() => EmojiNames.Load(Rooted(run, emoji.Names)), "emoji.names") ?? [] : [];
        var drawings = options.Emoji?.Drawings is { } table ? LoadOrReport(() => DrawingTable.Load(Rooted(run, table)), "emoji.drawings") : null;
        if (drawings is not null)
        {
            foreach (var problem in OpenDrawings.Problems(drawings, [.. options.Emoji!.TrainVendors.Concat(options.Emoji.TestVendor).Select(v => v.Key)], names))
                Check(false, "emoji.drawings", problem);
        }

        var model = LoadOrReport(() => ModelCard.Load(Rooted(run, options.Model.Card)), "model.card");
        ExperimentChecks.All(options, names, Check);
        DataChecks.Check(options, run, Check, CheckThere);
        var imagenet = options.ImageNet is { } task ? DataChecks.ImageNet(task, run, Check) : null;
        if (problems.Count > 0) throw new ConfigurationException(problems);
        return new Experiment
        {
            Options = options,
            Names = Limited(names, options),
            Drawings = drawings,
            Model = model!,
            ImageNet = imagenet,
            ConfigText = ConfigWriter.Write(science),
            Settings = settings,
            MissingFiles = missing,
            Folder = options.Experiment,
            Run = run,
        };

        T? LoadOrReport<T>(Func<T> load, string path)
            where T : class
        {
            try
            {
                return load();
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                problems.Add(new ConfigProblem(config.OriginOf(path), e.Message));
                return null;
            }
        }
    }

    /// <summary>The first names of the list, and the concepts wherever they stand.</summary>
    private static IReadOnlyList<string> Limited(IReadOnlyList<string> names, ExperimentOptions options) =>
        options.Emoji?.MaxNames is not { } most || most >= names.Count
            ? names
            : [.. names.Where((name, i) => i < most - options.Unlearn.Concepts.Count || options.Unlearn.Concepts.Contains(name)).Take(most)];

    private static string Rooted(RunOptions run, string path) => Path.Combine(run.RepositoryRoot, path);
}
