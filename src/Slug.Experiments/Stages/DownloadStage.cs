using Slug.Data.Downloads;
using Slug.Experiments.Configuration;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Stages;

/// <summary>Fetches what the experiment is made from; every file is pinned by its checksum.</summary>
public static class DownloadStage
{
    /// <summary>The stage's name.</summary>
    public const string Name = "Download";

    /// <summary>Output: the package's tarball as the registry serves it.</summary>
    public const string Package = "package.tgz";

    /// <summary>One step per download of the config.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) =>
        experiment.Options.Download.Keys.Order(StringComparer.Ordinal).Select(name => StepFor(experiment, name));

    /// <summary>The step that fetches one download.</summary>
    public static Step StepFor(Experiment experiment, string name) => experiment.Once($"{Name}/{name}", () =>
    {
        var download = experiment.Options.Download[name];
        return new Step
        {
            Stage = Name,
            Subject = name,
            Version = 1,
            Parameters = download,
            ParametersPath = $"download.{name}",
            Outputs = [new OutputSpec(Package)],
            Run = context => RunAsync(download, experiment, context),
        };
    });

    /// <summary>
    /// Fetches into <c>data/downloads</c>, where a user without a network may have put the file by hand, and moves it into the store.
    /// </summary>
    private static async Task RunAsync(DownloadOptions download, Experiment experiment, IStepContext context)
    {
        var at = download.Npm.LastIndexOf('@');
        var (package, version) = (download.Npm[..at], download.Npm[(at + 1)..]);
        var target = Path.Combine(experiment.Downloads, $"{package.Replace('/', '-').TrimStart('@')}-{version}.tgz");
        await NpmPackages.PackAsync(package, version, download.Sha256, target, experiment.RejectedDownloads, context.Log, context.Cancellation);
        File.Move(target, context.Output(Package), overwrite: true);
    }
}
