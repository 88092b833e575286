using System.Security.Cryptography;
using System.Text;
using Slug.Data.Laion;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Stages;

/// <summary>
/// Fetches the images that LAION's metadata lists and packs them into shards, as img2dataset does for the reference. It belongs to the
/// stage Download.
/// </summary>
public static class LaionShardsStep
{
    /// <summary>The step's name within its stage.</summary>
    public const string Subject = "laion";

    /// <summary>Output: the folder with <c>00000.tar</c>, <c>00000.parquet</c>, <c>00000_stats.json</c> and so on.</summary>
    public const string Shards = "shards";

    private sealed record Parameters(int SamplesPerShard, int Shards, int ImageSize, ImageResizeMode Resize, int Quality);

    /// <summary>The step, where the config has a section <c>laion</c>.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) => experiment.Options.Laion is null ? [] : [StepFor(experiment)];

    /// <summary>The crawl.</summary>
    public static Step StepFor(Experiment experiment) => experiment.Once($"{DownloadStage.Name}/{Subject}", () =>
    {
        var laion = experiment.Options.Laion!;
        var parameters = new Parameters(laion.SamplesPerShard, laion.Shards, laion.ImageSize, laion.Resize, laion.Quality);
        var metadata = laion.Metadata.Select((name, i) => (Input: $"metadata-{i:D3}", Source: DownloadStage.OutputOf(experiment, name))).ToList();
        return new Step
        {
            Stage = DownloadStage.Name,
            Subject = Subject,
            Version = 1,
            Parameters = parameters,
            ParametersPath = "laion",
            Inputs = metadata.ToDictionary(m => m.Input, m => m.Source),
            Outputs = [new OutputSpec(Shards, ArtifactKind.Folder)],
            Run = context => CrawlAsync(parameters, [.. metadata.Select(m => context.Input(m.Input))], experiment, context),
        };
    });

    private static async Task CrawlAsync(Parameters parameters, IReadOnlyList<string> metadata, Experiment experiment, IStepContext context)
    {
        var laion = experiment.Options.Laion!;
        // Days of crawling must survive a kill, which a step's own output does not.
        var folder = Path.Combine(experiment.Downloads, $"laion-{Fingerprint(parameters, metadata)}");
        var total = await ImageShards.DownloadAsync(
            metadata, folder, laion.ToShardOptions(), context.Log, context.Cancellation, random: Slug.Data.SeededRandom.For(experiment.Options.Seed, Subject),
            progress: new StepProgress(context));
        context.Log(total.ToString());
        RequireEnough(folder, total, laion.MinimumKept, laion.SamplesPerShard);
        context.Provenance("images", total.ToString());
        foreach (var file in Directory.GetFiles(folder).Where(f => !f.EndsWith(".part", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            File.Move(file, Path.Combine(context.Output(Shards), Path.GetFileName(file)));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Refuses a crawl of which too little came, and sees to it that the next run fetches the bad shards again.</summary>
    private static void RequireEnough(string folder, ImageShardStatistics total, double minimum, int samplesPerShard)
    {
        var poor = Directory.GetFiles(folder, "*_stats.json").Order(StringComparer.Ordinal)
            .Select(path => (Path: path, Statistics: ImageShardStatistics.TryRead(path)!))
            .Where(shard => IsPoor(shard.Statistics))
            .ToList();
        // The last shard may have a handful of rows, of which all may be dead; whole shards say something each.
        if (!IsPoor(total) && !poor.Exists(shard => shard.Statistics.Count == samplesPerShard)) return;
        foreach (var (path, _) in poor) File.Delete(path);
        throw new InvalidDataException(FormattableString.Invariant(
            $"Too few images came: {total}. {poor.Count} shards kept less than {minimum:P0} of their rows and are fetched again by the next run; the others are kept. ")
            + "Check the network (a dead one looks like dead links), or lower laion.minimumKept if the links are.");

        bool IsPoor(ImageShardStatistics statistics) => statistics.Successes < minimum * statistics.Count;
    }

    // The settings that the images depend on, and the metadata: files of the store are named by their content.
    private static string Fingerprint(Parameters parameters, IEnumerable<string> metadata)
    {
        string[] parts = [CanonicalJson.Write(parameters), .. metadata.Select(path => $"{Path.GetFileName(path)} {new FileInfo(path).Length}")];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..12];
    }

    private sealed class StepProgress(IStepContext context) : IProgress<CrawlProgress>
    {
        public void Report(CrawlProgress value) => context.Progress(value.Rows, value.Total, "rows");
    }
}
