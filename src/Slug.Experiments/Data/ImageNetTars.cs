using Slug.Data;
using Slug.Data.ImageNet;
using Slug.Data.WebDataset;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>Packs the part of ImageNet's validation images that is measured on (the paper's TA_IN). It belongs to the stage CreateTars.</summary>
public static class ImageNetTars
{
    /// <summary>The step's name within its stage.</summary>
    public const string Subject = "imagenet";

    /// <summary>Output: the images, each with its class (<c>cls</c>) and the class's name as caption.</summary>
    public const string Images = "imagenet.tar";

    /// <summary>Output: the classes.</summary>
    public const string Classes = "classes.json";

    private const string Names = "names";

    private sealed record Parameters(double Share, long Seed);

    /// <summary>The step, where the config has a section <c>imagenet</c>.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) => experiment.Options.ImageNet is null ? [] : [StepFor(experiment)];

    /// <summary>The packing.</summary>
    public static Step StepFor(Experiment experiment) => experiment.Once($"{CreateTarsStage.Name}/{Subject}", () =>
    {
        var imagenet = experiment.Options.ImageNet!;
        var parameters = new Parameters(imagenet.Share, experiment.Options.Seed);
        return new Step
        {
            Stage = CreateTarsStage.Name,
            Subject = Subject,
            Version = 1,
            Parameters = parameters,
            ParametersPath = "imagenet",
            Inputs = new Dictionary<string, ArtifactSource>
            {
                [PrepareImageNetStage.Validation] = PrepareImageNetStage.StepFor(experiment).Output(PrepareImageNetStage.Validation),
                [Names] = new SourcePath(imagenet.Classes),
            },
            Outputs = [new OutputSpec(Images), new OutputSpec(Classes)],
            Run = context => Task.Run(() => Write(parameters, context)),
        };
    });

    private static void Write(Parameters parameters, IStepContext context)
    {
        var names = NameList.Load(context.Input(Names));
        var samples = ImageNetSubset.Read(context.Input(PrepareImageNetStage.Validation), names, parameters.Share, parameters.Seed);
        var (written, leftOut) = ReadableShard.Write(samples, context.Output(Images), context.Log, context.Cancellation);
        ClassList.Of(names).Save(context.Output(Classes));
        context.Log($"{written} images of {names.Count} classes{(leftOut > 0 ? $"; {leftOut} left out as unreadable" : "")}");
    }
}
