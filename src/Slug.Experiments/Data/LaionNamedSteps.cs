using Slug.Data.Laion;
using Slug.Data.WebDataset;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>
/// Fetches for each concept the images whose caption in LAION's metadata names it. The reference finds the same pairs in 95 million images
/// that it has on disk; here only those that go into a forget set are fetched. The steps belong to the stage Download.
/// </summary>
/// <param name="experiment">The experiment; its config has a section <c>laion</c>.</param>
/// <param name="graph">Its steps.</param>
/// <param name="downloads">Its files.</param>
public sealed class LaionNamedSteps(Experiment experiment, StepGraph graph, DownloadStage downloads)
{
    private sealed record Parameters(
        string Concept, CaptionMatchMode Match, int ForgetRows, int SamplesPerShard, int ImageSize, ImageResizeMode Resize, int Quality,
        [property: OmittedWhenNull] string? UrlColumn, [property: OmittedWhenNull] string? CaptionColumn, [property: OmittedWhenNull] bool? IgnoreOptOut);

    /// <summary>The step's name within its stage.</summary>
    public static string SubjectOf(Concept concept) => $"{LaionShardsStep.Subject}-{concept.FileName}";

    /// <summary>The crawl for a concept; its output is a folder as that of <see cref="LaionShardsStep"/>.</summary>
    public Step For(Concept concept) => graph.Once(StageNames.Download, SubjectOf(concept), () =>
    {
        var laion = experiment.Options.Laion!;
        var parameters = new Parameters(
            concept.Name, laion.Match, laion.ForgetRows, laion.SamplesPerShard, laion.ImageSize, laion.Resize, laion.Quality,
            laion.UrlColumn, laion.CaptionColumn, laion.RespectOptOut ? null : true);
        return new Step
        {
            Stage = StageNames.Download,
            Subject = SubjectOf(concept),
            Version = 2,
            Parameters = parameters,
            ParametersPath = LaionShardsStep.Subject,
            Inputs = LaionCrawl.Metadata(laion, downloads),
            Outputs = [new OutputSpec(LaionShardsStep.Shards, ArtifactKind.Folder)],
            Run = context => LaionCrawl.RunAsync(parameters, OptionsFor(laion, concept), SubjectOf(concept), experiment, context),
        };
    });

    private static ImageShardOptions OptionsFor(LaionOptions laion, Concept concept) => laion.ToShardOptions() with
    {
        Shards = int.MaxValue,
        // Nothing reads the further columns, and without them the metadata is searched twice as fast.
        ExtraColumns = [],
        Filter = new CaptionFilter(concept.Name, laion.Match)
        {
            MostRows = laion.ForgetRows,
            FewestRows = ConceptShards.SmallestForgetSet,
        },
    };
}
