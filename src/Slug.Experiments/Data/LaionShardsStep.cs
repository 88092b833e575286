using Slug.Data.Laion;
using Slug.Experiments.Graph;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>
/// Fetches the images that LAION's metadata lists and packs them into shards, as img2dataset does for the reference. It belongs to the
/// stage Download.
/// </summary>
/// <param name="experiment">The experiment; its config has a section <c>laion</c>.</param>
/// <param name="graph">Its steps.</param>
/// <param name="downloads">Its files.</param>
public sealed class LaionShardsStep(Experiment experiment, StepGraph graph, DownloadStage downloads)
{
    /// <summary>The step's name within its stage.</summary>
    public const string Subject = "laion";

    /// <summary>Output: the folder with <c>00000.tar</c>, <c>00000.parquet</c>, <c>00000_stats.json</c> and so on.</summary>
    public const string Shards = "shards";

    private sealed record Parameters(
        int SamplesPerShard, int Shards, int ImageSize, ImageResizeMode Resize, int Quality,
        [property: OmittedWhenNull] string? UrlColumn, [property: OmittedWhenNull] string? CaptionColumn, [property: OmittedWhenNull] bool? IgnoreOptOut);

    /// <summary>The crawl.</summary>
    public Step Step => graph.Once(StageNames.Download, Subject, () =>
    {
        var laion = experiment.Options.Laion!;
        var parameters = new Parameters(laion.SamplesPerShard, laion.Shards, laion.ImageSize, laion.Resize, laion.Quality, laion.UrlColumn, laion.CaptionColumn,
            laion.RespectOptOut ? null : true);
        return new Step
        {
            Stage = StageNames.Download,
            Subject = Subject,
            Version = 2,
            Parameters = parameters,
            ParametersPath = "laion",
            Inputs = LaionCrawl.Metadata(laion, downloads),
            Outputs = [new OutputSpec(Shards, ArtifactKind.Folder)],
            Run = context => LaionCrawl.RunAsync(parameters, laion.ToShardOptions(), Subject, experiment, context),
        };
    });
}
