using Slug.Basics;
using Slug.Data.Downloads;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Models.Checkpoints;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>
/// Fetches what the experiment is made from, by way of <c>data/downloads</c>, where a user without a network may have put a file by
/// hand. What is on this machine already is used where it is.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
public sealed class DownloadStage(Experiment experiment, StepGraph graph)
{
    /// <summary>Output of an npm download: the package's tarball as the registry serves it.</summary>
    public const string Package = "package.tgz";

    /// <summary>Output of any other download: the file.</summary>
    public const string Fetched = "file";

    private const string Local = "local";

    private sealed record PackageParameters(string Npm, string Sha256);

    private sealed record FileParameters(string? Url, long? Size, string? Sha256);

    private sealed record LocalParameters(string Sha256);

    /// <summary>One step per download of the config that has to be fetched or checked.</summary>
    /// <param name="unused">Downloads that the config names and nothing reads.</param>
    public IEnumerable<Step> Steps(IEnumerable<string> unused) =>
        experiment.Options.Download.Where(d => HasStep(d.Value)).Select(d => d.Key).Except(unused).Order(StringComparer.Ordinal).Select(For);

    /// <summary>The file (or folder, where the config names one on this machine) that a download stands for, as an input for other steps.</summary>
    public ArtifactSource OutputOf(string name)
    {
        var download = experiment.Options.Download[name];
        if (!HasStep(download)) return new SourcePath(download.LocalPath!);
        return For(name).Output(download.Npm is null ? Fetched : Package);
    }

    /// <summary>The step that fetches one download, or checks a file of this machine.</summary>
    /// <exception cref="ArgumentException">It is on this machine and has no sum to check, so that there is nothing to do; see <see cref="OutputOf"/>.</exception>
    public Step For(string name) => graph.Once(StageNames.Download, name, () =>
    {
        var download = experiment.Options.Download[name];
        if (!HasStep(download)) throw new ArgumentException($"The download '{name}' is at {download.LocalPath} already; there is no step for it.", nameof(name));
        return new Step
        {
            Stage = StageNames.Download,
            Subject = name,
            Version = IsSharded(download) ? 2 : 1,
            Parameters = ParametersOf(download),
            ParametersPath = $"download.{name}",
            Inputs = download.LocalPath is { } local ? new Dictionary<string, ArtifactSource> { [Local] = new SourcePath(local) } : [],
            Outputs = [download.Npm is not null ? new OutputSpec(Package) : IsSharded(download) ? new OutputSpec(Fetched, ArtifactKind.Folder) : new OutputSpec(Fetched)],
            Run = context => download switch
            {
                { Npm: not null } => PackAsync(download, experiment, context),
                { LocalPath: not null } => CheckAsync(name, download, context),
                _ when IsSharded(download) => FetchShardsAsync(name, download, experiment, context),
                _ => FetchAsync(name, download, experiment, context),
            },
        };
    });

    // A file of this machine enters keys by its content; only a sum to compare with makes work.
    private static bool HasStep(DownloadOptions download) => download.LocalPath is null || download.Sha256 is not null;

    // A checkpoint in several files, named by their index, is fetched as a folder with all of them.
    private static bool IsSharded(DownloadOptions download) =>
        download is { Npm: null, LocalPath: null } && download.Sources()[0].AbsolutePath.EndsWith(".index.json", StringComparison.Ordinal);

    // What is pinned is the same wherever it comes from.
    private static object ParametersOf(DownloadOptions download) => download switch
    {
        { Npm: { } npm } => new PackageParameters(npm, download.Sha256!),
        { LocalPath: not null } => new LocalParameters(download.Sha256!),
        { Sha256: { } sum } => new FileParameters(null, null, sum),
        _ => new FileParameters(download.Url, download.Size, null),
    };

    private static async Task PackAsync(DownloadOptions download, Experiment experiment, IStepContext context)
    {
        var (package, version) = download.Package();
        var target = Path.Combine(experiment.Downloads, $"{package.Replace('/', '-').TrimStart('@')}-{version}.tgz");
        await NpmPackages.PackAsync(package, version, download.Sha256!, target, experiment.RejectedDownloads, context.Log, context.Cancellation);
        File.Move(target, context.Output(Package), overwrite: true);
    }

    private static async Task CheckAsync(string name, DownloadOptions download, IStepContext context)
    {
        var path = context.Input(Local);
        var found = await PinnedFile.Sha256Async(path, context.Cancellation);
        if (found != download.Sha256)
            throw new DownloadException($"{path} has SHA-256 {found}, but {download.Sha256} is pinned for '{name}'. Look at the file; if it is the right one, pin its sum.");
        // A clone that shares the file's blocks, where the file system knows such; a hard link would let the store lock the user's own file.
        File.Copy(path, context.Output(Fetched));
    }

    private static Task FetchAsync(string name, DownloadOptions download, Experiment experiment, IStepContext context)
    {
        var request = new FileRequest(download.Sources(), TargetOf(experiment, name))
        {
            Size = download.Size,
            Sha256 = download.Sha256,
            RejectedFolder = experiment.RejectedDownloads,
        };
        return FetchAsync(name, request, context.Output(Fetched), experiment, context);
    }

    private static async Task FetchShardsAsync(string name, DownloadOptions download, Experiment experiment, IStepContext context)
    {
        var target = TargetOf(experiment, name);
        var index = Path.Combine(context.Output(Fetched), Path.GetFileName(target));
        var request = new FileRequest(download.Sources(), target) { Size = download.Size, Sha256 = download.Sha256, RejectedFolder = experiment.RejectedDownloads };
        await FetchAsync(name, request, index, experiment, context);
        var shards = ShardedCheckpoint.ShardsBeside(index);
        if (shards.Count == 0)
            throw new DownloadException($"{request.Sources[0].GetLeftPart(UriPartial.Path)} is no index of a sharded checkpoint: it has no 'weight_map' that names files beside it.");
        foreach (var shard in shards)
        {
            var file = Path.GetFileName(shard);
            context.Log($"shard {file} of {shards.Count}");
            var beside = download.Sources().Select(source => new Uri(source, Uri.EscapeDataString(file))).ToList();
            var one = new FileRequest(beside, Path.Combine(Path.GetDirectoryName(target)!, file)) { RejectedFolder = experiment.RejectedDownloads };
            await FetchAsync(name, one, shard, experiment, context);
        }
    }

    private static async Task FetchAsync(string name, FileRequest request, string output, Experiment experiment, IStepContext context)
    {
        using var downloader = new FileDownloader(random: SeededRandom.For(experiment.Options.Seed, StageNames.Download, name), token: HuggingFace.TokenFrom());
        await downloader.DownloadAsync(request, new StepProgress(context), context.Cancellation);
        if (request.Sha256 is null) await ReportUnpinnedAsync(name, request, context);
        File.Move(request.Target, output, overwrite: true);
    }

    /// <summary>Where a download arrives. Its address is in the path, so that files of other experiments with the same name stay apart.</summary>
    internal static string TargetOf(Experiment experiment, string name)
    {
        var first = experiment.Options.Download[name].Sources()[0];
        var file = Path.GetFileName(Uri.UnescapeDataString(first.AbsolutePath));
        var sum = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(first.AbsoluteUri));
        return Path.Combine(experiment.Downloads, $"{name}-{Convert.ToHexStringLower(sum)[..8]}", file.Length > 0 ? file : Fetched);
    }

    private static async Task ReportUnpinnedAsync(string name, FileRequest request, IStepContext context)
    {
        if (WebPage.IsAt(request.Target))
        {
            Directory.CreateDirectory(request.RejectedFolder!);
            var aside = Path.Combine(request.RejectedFolder!, $"{name}.html");
            File.Move(request.Target, aside, overwrite: true);
            throw new DownloadException(
                $"{request.Sources[0].GetLeftPart(UriPartial.Path)} sent a web page instead of the file, kept at {aside}. It may ask for a login or a "
                + $"licence: fetch the file with a browser and name it as download.{name}.file, or put it at {request.Target}.");
        }

        var found = await PinnedFile.Sha256Async(request.Target, context.Cancellation);
        context.Log($"unpinned: nobody has vouched for this file. To pin it, set download.{name}.sha256: {found}");
    }

    private sealed class StepProgress(IStepContext context) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value) => context.Progress(value.Bytes, value.Total ?? 0, "B");
    }
}
