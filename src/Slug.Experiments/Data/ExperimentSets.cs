using Slug.Data.WebDataset;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>Where an experiment's sets come from: the steps that make them, whatever the data.</summary>
internal sealed record ExperimentSets
{
    /// <summary>The folder of training shards, from which the retain set is cut.</summary>
    public required StepOutput Shards { get; init; }

    /// <summary>The folder of shards from which a concept's forget set is cut.</summary>
    public required Func<Concept, StepOutput> ForgetShards { get; init; }

    /// <summary>The pictures on which layer and step size are chosen.</summary>
    public required StepOutput Search { get; init; }

    /// <summary>The pictures on which the results are measured.</summary>
    public required StepOutput Test { get; init; }

    /// <summary>The classes of both, a <see cref="Slug.Data.ClassList"/>.</summary>
    public required StepOutput Classes { get; init; }

    /// <summary>ImageNet's pictures, where the experiment measures on them too.</summary>
    public StepOutput? ImageNet { get; init; }

    /// <summary>What the accuracy on the other names is called in tables.</summary>
    public required string RetainedMeasure { get; init; }

    /// <summary>How captions that name a concept are found.</summary>
    public CaptionMatchMode Match { get; init; } = CaptionMatchMode.Substring;

    /// <summary>Largest number of pairs in a forget set.</summary>
    public required int ForgetPairs { get; init; }

    /// <summary>Number of pairs in the retain set.</summary>
    public required int RetainPairs { get; init; }

    /// <summary>The config's section that speaks of them.</summary>
    public required string Section { get; init; }

    /// <summary>The sets of an experiment.</summary>
    public static ExperimentSets Of(Experiment experiment) => experiment.Options.Emoji is { } emoji ? OfEmoji(experiment, emoji) : OfPeople(experiment);

    private static ExperimentSets OfEmoji(Experiment experiment, EmojiOptions emoji)
    {
        var training = CreateTarsStage.TrainingStep(experiment);
        return new ExperimentSets
        {
            Shards = training.Output(CreateTarsStage.Shards),
            ForgetShards = _ => training.Output(CreateTarsStage.Shards),
            Search = training.Output(CreateTarsStage.Search),
            Test = training.Output(CreateTarsStage.Test),
            Classes = training.Output(CreateTarsStage.Classes),
            RetainedMeasure = "names",
            ForgetPairs = emoji.ForgetPairs,
            RetainPairs = emoji.RetainPairs,
            Section = "emoji",
        };
    }

    // Layer and step size are chosen on the pictures that the results are measured on, as in the reference: CelebA has no others of a person.
    private static ExperimentSets OfPeople(Experiment experiment)
    {
        var laion = experiment.Options.Laion!;
        var shards = LaionShardsStep.StepFor(experiment).Output(LaionShardsStep.Shards);
        var people = CelebATars.StepFor(experiment);
        return new ExperimentSets
        {
            Shards = shards,
            ForgetShards = laion.Forget == ForgetSource.Named
                ? concept => LaionNamedSteps.StepFor(experiment, concept).Output(LaionShardsStep.Shards)
                : _ => shards,
            Search = people.Output(CelebATars.People),
            Test = people.Output(CelebATars.People),
            Classes = people.Output(CelebATars.Classes),
            ImageNet = experiment.Options.ImageNet is null ? null : ImageNetTars.StepFor(experiment).Output(ImageNetTars.Images),
            RetainedMeasure = "TA_CA",
            Match = laion.Match,
            ForgetPairs = laion.ForgetPairs,
            RetainPairs = laion.RetainPairs,
            Section = "laion",
        };
    }
}
