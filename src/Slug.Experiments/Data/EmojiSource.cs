using Slug.Data;
using Slug.Data.Emoji;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>
/// Emoji as drawn by several vendors: the training pairs, the search set (the training vendors' pictures, on which layer and step size are chosen) and
/// the test set (the held-out vendors').
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="emoji">The config's section.</param>
/// <param name="graph">The experiment's steps.</param>
/// <param name="downloads">Its files.</param>
/// <param name="imageSize">The side of the pictures, in pixels.</param>
internal sealed class EmojiSource(Experiment experiment, EmojiOptions emoji, StepGraph graph, DownloadStage downloads, int imageSize) : IDataSource
{
    private const string Subject = "training", StylesSubject = "styles";

    // Several test vendors stand in one text, so that keys of experiments with one stay what they were.
    private sealed record Parameters(
        IReadOnlyList<string> Names,
        IReadOnlyList<string> TrainVendors,
        string TestVendor,
        int CaptionsPerImage,
        int ImageSize,
        long Seed,
        [property: OmittedWhenNull] string? Drawings,
        [property: OmittedWhenNull] int? TestViews,
        [property: OmittedWhenNull] EmojiCaptionMix? Captions);

    private sealed record StyleParameters(
        IReadOnlyList<string> Names, IReadOnlyList<string> Styles, int ImageSize, long Seed, int TestViews, [property: OmittedWhenNull] string? Drawings);

    /// <inheritdoc/>
    public DataSets Sets => new()
    {
        Shards = Training.Output(CreateTarsStage.Shards),
        ForgetShards = _ => Training.Output(CreateTarsStage.Shards),
        Search = Labelled.Output(CreateTarsStage.Search),
        Test = Labelled.Output(CreateTarsStage.Test),
        Classes = Labelled.Output(CreateTarsStage.Classes),
        RetainedMeasure = AreStyles ? "styles" : "names",
        ForgetPairs = emoji.ForgetPairs,
        RetainPairs = emoji.RetainPairs,
        Section = "emoji",
    };

    /// <inheritdoc/>
    public IEnumerable<Step> Steps => AreStyles ? [Training, Styles] : [Training];

    private bool AreStyles => emoji.Classes == EmojiClasses.Styles;

    /// <summary>The step that makes search set, test set and classes.</summary>
    private Step Labelled => AreStyles ? Styles : Training;

    /// <summary>Writes training shards, search set, test set and the class list.</summary>
    private Step Training => graph.Once(StageNames.CreateTars, Subject, () =>
    {
        var vendors = emoji.TrainVendors.Concat(emoji.TestVendor).ToDictionary();
        var parameters = new Parameters(
            experiment.Names,
            [.. emoji.TrainVendors.Keys.Order(StringComparer.Ordinal)],
            string.Join(',', emoji.TestVendor.Keys.Order(StringComparer.Ordinal)),
            emoji.CaptionsPerImage,
            imageSize,
            experiment.Options.Seed,
            experiment.Drawings?.Digest,
            emoji.TestViews == 1 ? null : emoji.TestViews,
            emoji.Captions);
        return new Step
        {
            Stage = StageNames.CreateTars,
            Subject = Subject,
            Version = 1,
            Parameters = parameters,
            ParametersPath = "emoji",
            Inputs = vendors.ToDictionary(v => v.Key, v => downloads.OutputOf(v.Value)),
            Outputs =
            [
                new OutputSpec(CreateTarsStage.Shards, ArtifactKind.Folder), new OutputSpec(CreateTarsStage.Search), new OutputSpec(CreateTarsStage.Test),
                new OutputSpec(CreateTarsStage.Classes),
            ],
            Run = context => Task.Run(() => Write(parameters, experiment.Drawings, [.. vendors.Keys], context)),
        };
    });

    /// <summary>Writes search set, test set and class list of styles: all of the training vendors' drawings, the things of one set not in the other.</summary>
    private Step Styles => graph.Once(StageNames.CreateTars, StylesSubject, () =>
    {
        var vendors = emoji.TrainVendors;
        var parameters = new StyleParameters(
            experiment.Names, [.. vendors.Keys.Order(StringComparer.Ordinal)], imageSize, experiment.Options.Seed, emoji.TestViews, experiment.Drawings?.Digest);
        return new Step
        {
            Stage = StageNames.CreateTars,
            Subject = StylesSubject,
            Version = 1,
            Parameters = parameters,
            ParametersPath = "emoji",
            Inputs = vendors.ToDictionary(v => v.Key, v => downloads.OutputOf(v.Value)),
            Outputs = [new OutputSpec(CreateTarsStage.Search), new OutputSpec(CreateTarsStage.Test), new OutputSpec(CreateTarsStage.Classes)],
            Run = context => Task.Run(() => WriteStyles(parameters, experiment.Drawings, context)),
        };
    });

    private static void WriteStyles(StyleParameters parameters, DrawingTable? drawings, IStepContext context)
    {
        var catalog = Catalog(parameters.Names, drawings, parameters.Styles, context);
        EmojiCatalog Half(int which) => new(catalog.Vendors, [.. catalog.Items.Where((_, i) => i % 2 == which)]);
        var search = EmojiShards.WriteStyles(Half(0), parameters.Styles, parameters.ImageSize, context.Output(CreateTarsStage.Search), cancellation: context.Cancellation);
        var test = EmojiShards.WriteStyles(
            Half(1), parameters.Styles, parameters.ImageSize, context.Output(CreateTarsStage.Test), parameters.TestViews, parameters.Seed, context.Cancellation);
        ClassList.Of(parameters.Styles).Save(context.Output(CreateTarsStage.Classes));
        context.Log($"{search} search pictures, {test} test pictures of {parameters.Styles.Count} styles");
    }

    private static EmojiCatalog Catalog(IReadOnlyList<string> names, DrawingTable? drawings, IReadOnlyList<string> vendors, IStepContext context)
    {
        var packages = vendors.ToDictionary(v => v, context.Input);
        return drawings is null ? EmojiCatalog.Load(packages, names) : OpenDrawings.Load(drawings, packages, names);
    }

    private static void Write(Parameters parameters, DrawingTable? drawings, IReadOnlyList<string> vendors, IStepContext context)
    {
        var catalog = Catalog(parameters.Names, drawings, vendors, context);
        var options = new EmojiShardOptions
        {
            TrainVendors = parameters.TrainVendors,
            CaptionsPerImage = parameters.CaptionsPerImage,
            ImageSize = parameters.ImageSize,
            Seed = parameters.Seed,
            Captions = parameters.Captions ?? new EmojiCaptionMix(),
        };
        var shards = EmojiShards.WriteTraining(catalog, options, context.Output(CreateTarsStage.Shards), context.Cancellation);
        var search = EmojiShards.WriteNamed(catalog, parameters.TrainVendors, parameters.ImageSize, context.Output(CreateTarsStage.Search), cancellation: context.Cancellation);
        var test = EmojiShards.WriteNamed(
            catalog, parameters.TestVendor.Split(','), parameters.ImageSize, context.Output(CreateTarsStage.Test), parameters.TestViews ?? 1, parameters.Seed, context.Cancellation);
        catalog.Classes.Save(context.Output(CreateTarsStage.Classes));
        context.Log($"{shards.Count} training shards, {search} search pictures, {test} test pictures of {catalog.Items.Count} names");
    }
}
