using System.Security.Cryptography;
using System.Text;
using Slug.Basics;
using Slug.Data.Laion;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>What the steps that fetch images of LAION share: the crawl, which goes on after a kill, and the judgement of what came.</summary>
internal static class LaionCrawl
{
    /// <summary>The metadata as inputs of a step.</summary>
    public static IReadOnlyDictionary<string, ArtifactSource> Metadata(LaionOptions laion, DownloadStage downloads) =>
        laion.Metadata.Index().ToDictionary(m => InputOf(m.Index), m => downloads.OutputOf(m.Item));

    /// <summary>
    /// Fetches the images and copies the finished shards to the step's output, which shares their blocks where the file system can. The crawl's own
    /// folder goes when the result is recorded.
    /// </summary>
    /// <param name="parameters">The step's parameters, which the images depend on.</param>
    /// <param name="options">The same for the crawler.</param>
    /// <param name="subject">The step's name within its stage.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="context">The step's files and log.</param>
    /// <exception cref="InvalidDataException">Too few images came, or the metadata cannot be used.</exception>
    public static async Task RunAsync(
        object parameters, ImageShardOptions options, string subject, Experiment experiment, IStepContext context)
    {
        var laion = experiment.Options.Laion!;
        string[] metadata = [.. laion.Metadata.Select((_, i) => context.Input(InputOf(i)))];
        // Days of crawling must survive a kill and a full disk, which a step's own output does not.
        var folder = Path.Combine(experiment.Downloads, $"laion-{Fingerprint(parameters, metadata)}");
        // A process with a cache of its own may want the same.
        context.Lock(folder);
        var total = await ImageShards.DownloadAsync(
            metadata, folder, options, Say, context.Cancellation, random: SeededRandom.For(experiment.Options.Seed, subject),
            progress: new StepProgress(context));
        context.Log(total.ToString());
        RequireEnough(folder, total, laion.MinimumKept, options);
        context.Provenance("images", total.ToString());
        foreach (var file in Directory.GetFiles(folder).Where(f => !f.EndsWith(".part", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            File.Copy(file, Path.Combine(context.Output(LaionShardsStep.Shards), Path.GetFileName(file)));
        }

        context.WhenRecorded(() => Directory.Delete(folder, recursive: true));

        void Say(string line)
        {
            const string warning = "warning: ";
            if (line.StartsWith(warning, StringComparison.Ordinal)) context.Warn(line[warning.Length..]);
            else context.Log(line);
        }
    }

    private static string InputOf(int i) => $"metadata-{i:D3}";

    /// <summary>Refuses a crawl of which too little came, and sees to it that the next run fetches the bad shards again.</summary>
    private static void RequireEnough(string folder, ImageShardStatistics total, double minimum, ImageShardOptions options)
    {
        var poor = Directory.GetFiles(folder, "*_stats.json").Order(StringComparer.Ordinal)
            .Select(path => (Path: path, Statistics: ImageShardStatistics.TryRead(path)!))
            .Where(shard => IsPoor(shard.Statistics))
            .ToList();
        // The last shard may have a handful of rows, of which all may be dead; whole shards say something each. Not so those of a concept: a few
        // sites show most of a person, and one of them may be gone.
        var enough = !IsPoor(total) && (options.Filter is not null || !poor.Exists(shard => shard.Statistics.Count == options.SamplesPerShard));
        if (enough && options.Filter is { } filter && total.Successes < filter.FewestRows)
            throw new InvalidDataException(
                $"Too few images came whose caption names {filter.Matcher}: {total}; a forget set has at least {filter.FewestRows}. "
                + "Name more files in laion.metadata, take more rows (laion.forgetRows), or choose another concept.");
        if (enough) return;
        foreach (var (path, _) in poor) File.Delete(path);
        throw new InvalidDataException(FormattableString.Invariant(
            $"Too few images came: {total}. {poor.Count} shards kept less than {minimum:P0} of their rows and are fetched again by the next run; the others are kept. ")
            + "Check the network (a dead one looks like dead links), or lower laion.minimumKept if the links are.");

        bool IsPoor(ImageShardStatistics statistics) => statistics.Successes < minimum * statistics.Count;
    }

    // The settings that the images depend on, and the metadata: files of the store are named by their content.
    private static string Fingerprint(object parameters, IEnumerable<string> metadata)
    {
        string[] parts = [CanonicalJson.Write(parameters), .. metadata.Select(path => $"{Path.GetFileName(path)} {new FileInfo(path).Length}")];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..12];
    }

    private sealed class StepProgress(IStepContext context) : IProgress<CrawlProgress>
    {
        public void Report(CrawlProgress value) =>
            context.Progress(value.Rows, value.Total, value.Phase == CrawlPhase.Search ? "captions" : "rows");
    }
}
