using Slug.Data;
using Slug.Data.Emoji;
using Slug.Data.WebDataset;
using Slug.Experiments.Graph;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>
/// Packs the pictures into webdataset shards: the training pairs, the search set (the training vendors' pictures, on which layer and
/// step size are chosen), the test set (the held-out vendor's), the retain set and a forget set per concept.
/// </summary>
public static class CreateTarsStage
{
    /// <summary>The stage's name.</summary>
    public const string Name = "CreateTars";

    /// <summary>Output: the folder of training shards.</summary>
    public const string Shards = "shards";

    /// <summary>Output: every picture of the training vendors once, captioned with its name.</summary>
    public const string Search = "search.tar";

    /// <summary>Output: every picture of the held-out vendor once, captioned with its name.</summary>
    public const string Test = "test.tar";

    /// <summary>Output: names, subcategories and which belongs to which.</summary>
    public const string Classes = "classes.json";

    /// <summary>Output: the sample of the training pairs that stands for what must be kept.</summary>
    public const string Retain = "retain.tar";

    /// <summary>Output: the training pairs whose caption names the concept.</summary>
    public const string Forget = "forget.tar";

    // Several test vendors stand in one text, so that keys of experiments with one stay what they were.
    private sealed record TrainingParameters(
        IReadOnlyList<string> Names,
        IReadOnlyList<string> TrainVendors,
        string TestVendor,
        int CaptionsPerImage,
        int ImageSize,
        long Seed,
        [property: OmittedWhenNull] string? Drawings,
        [property: OmittedWhenNull] int? TestViews);

    private sealed record RetainParameters(int RetainPairs, long Seed);

    private sealed record ForgetParameters(string Concept, int ForgetPairs, CaptionMatchMode Match);

    /// <summary>All steps of the stage.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) =>
    [
        .. experiment.Options.Emoji is null ? Array.Empty<Step>() : [TrainingStep(experiment)], RetainStep(experiment), .. experiment.Concepts.Select(c => ForgetStep(experiment, c)),
        .. CelebATars.Steps(experiment), .. ImageNetTars.Steps(experiment), .. UnseenTars.Steps(experiment),
    ];

    /// <summary>Writes training shards, search set, test set and the class list.</summary>
    public static Step TrainingStep(Experiment experiment) => experiment.Once($"{Name}/training", () =>
    {
        var emoji = experiment.Options.Emoji!;
        var vendors = emoji.TrainVendors.Concat(emoji.TestVendor).ToDictionary();
        var parameters = new TrainingParameters(
            experiment.Names,
            [.. emoji.TrainVendors.Keys.Order(StringComparer.Ordinal)],
            string.Join(',', emoji.TestVendor.Keys.Order(StringComparer.Ordinal)),
            emoji.CaptionsPerImage,
            experiment.Model.Vision.ImageSize,
            experiment.Options.Seed,
            experiment.Drawings?.Digest,
            emoji.TestViews == 1 ? null : emoji.TestViews);
        return new Step
        {
            Stage = Name,
            Subject = "training",
            Version = 1,
            Parameters = parameters,
            ParametersPath = "emoji",
            Inputs = vendors.ToDictionary(v => v.Key, v => DownloadStage.OutputOf(experiment, v.Value)),
            Outputs = [new OutputSpec(Shards, ArtifactKind.Folder), new OutputSpec(Search), new OutputSpec(Test), new OutputSpec(Classes)],
            Run = context => Task.Run(() => WriteTraining(parameters, experiment.Drawings, [.. vendors.Keys], context)),
        };
    });

    /// <summary>Samples the retain set.</summary>
    public static Step RetainStep(Experiment experiment) => experiment.Once($"{Name}/retain", () =>
    {
        var parameters = new RetainParameters(ExperimentSets.Of(experiment).RetainPairs, experiment.Options.Seed);
        return SetStep(experiment, "retain", ExperimentSets.Of(experiment).Shards, parameters, Retain, context =>
        {
            // Every caption is a candidate, as in the paper, whose retain set is a shard of the training data as it comes: the
            // retain gradient is then the same for all concepts.
            var report = new ShardReadReport();
            var pairs = ConceptShards.WriteRetain(
                ShardsIn(context), [], parameters.RetainPairs, parameters.Seed, context.Output(Retain), report, context.Cancellation);
            Warn(report, context);
            context.Log($"{pairs} retain pairs");
        });
    });

    /// <summary>Cuts out the forget set of a concept.</summary>
    public static Step ForgetStep(Experiment experiment, Concept concept) => experiment.Once($"{Name}/forget-{concept.FileName}", () =>
    {
        var sets = ExperimentSets.Of(experiment);
        var parameters = new ForgetParameters(concept.Name, sets.ForgetPairs, sets.Match);
        return SetStep(experiment, $"forget-{concept.FileName}", sets.ForgetShards(concept), parameters, Forget, context =>
        {
            var report = new ShardReadReport();
            var pairs = ConceptShards.WriteForget(
                ShardsIn(context),
                new CaptionMatcher(parameters.Concept, parameters.Match),
                parameters.ForgetPairs,
                context.Output(Forget),
                report,
                context.Cancellation,
                ConceptShards.SmallestForgetSet);
            Warn(report, context);
            context.Log($"{pairs} forget pairs name '{concept.Name}'");
        });
    });

    private static Step SetStep(Experiment experiment, string subject, StepOutput shards, object parameters, string output, Action<IStepContext> run) => new()
    {
        Stage = Name,
        Subject = subject,
        Version = 1,
        Parameters = parameters,
        ParametersPath = ExperimentSets.Of(experiment).Section,
        Inputs = new Dictionary<string, ArtifactSource> { [Shards] = shards },
        Outputs = [new OutputSpec(output)],
        Run = context => Task.Run(() => run(context)),
    };

    /// <summary>Shards may be torn, or hold samples that cannot be used; what is whole of them is used, and the user is told.</summary>
    internal static void Warn(ShardReadReport report, IStepContext context)
    {
        foreach (var warning in report.Warnings) context.Warn(warning);
    }

    private static void WriteTraining(TrainingParameters parameters, DrawingTable? drawings, IReadOnlyList<string> vendors, IStepContext context)
    {
        var packages = vendors.ToDictionary(v => v, context.Input);
        var catalog = drawings is null ? EmojiCatalog.Load(packages, parameters.Names) : OpenDrawings.Load(drawings, packages, parameters.Names);
        var options = new EmojiShardOptions
        {
            TrainVendors = parameters.TrainVendors,
            CaptionsPerImage = parameters.CaptionsPerImage,
            ImageSize = parameters.ImageSize,
            Seed = parameters.Seed,
        };
        var shards = EmojiShards.WriteTraining(catalog, options, context.Output(Shards), context.Cancellation);
        var search = EmojiShards.WriteNamed(catalog, parameters.TrainVendors, parameters.ImageSize, context.Output(Search), cancellation: context.Cancellation);
        var test = EmojiShards.WriteNamed(
            catalog, parameters.TestVendor.Split(','), parameters.ImageSize, context.Output(Test), parameters.TestViews ?? 1, parameters.Seed, context.Cancellation);
        ClassList.Of(catalog).Save(context.Output(Classes));
        context.Log($"{shards.Count} training shards, {search} search pictures, {test} test pictures of {catalog.Items.Count} names");
    }

    /// <summary>The shards among a step's inputs, in order.</summary>
    public static IReadOnlyList<string> ShardsIn(IStepContext context) =>
        [.. Directory.GetFiles(context.Input(Shards), "*.tar").Order(StringComparer.Ordinal)];
}
