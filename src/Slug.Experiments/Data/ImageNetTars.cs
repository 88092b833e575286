using Slug.Data;
using Slug.Data.ImageNet;
using Slug.Data.Images;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>Packs the part of ImageNet's validation images that is measured on (the paper's TA_IN). It belongs to the stage CreateTars.</summary>
/// <param name="imageNet">The config's section.</param>
/// <param name="seed">Decides the part.</param>
/// <param name="graph">The experiment's steps.</param>
/// <param name="sorted">The sorted images.</param>
public sealed class ImageNetTars(ImageNetOptions imageNet, long seed, StepGraph graph, PrepareImageNetStage sorted)
{
    /// <summary>The step's name within its stage.</summary>
    public const string Subject = "imagenet";

    /// <summary>Output: the images, each with its class (<c>cls</c>) and the class's name as caption.</summary>
    public const string Images = "imagenet.tar";

    /// <summary>Output: the classes.</summary>
    public const string Classes = "classes.json";

    private const string Names = "names";

    private sealed record Parameters(double Share, long Seed);

    /// <summary>The sorting and the packing.</summary>
    public IEnumerable<Step> Steps => [sorted.Step, Step];

    /// <summary>The packing.</summary>
    public Step Step => graph.Once(StageNames.CreateTars, Subject, () =>
    {
        var parameters = new Parameters(imageNet.Share, seed);
        return new Step
        {
            Stage = StageNames.CreateTars,
            Subject = Subject,
            Version = 1,
            Parameters = parameters,
            ParametersPath = "imagenet",
            Inputs = new Dictionary<string, ArtifactSource>
            {
                [PrepareImageNetStage.Validation] = sorted.Step.Output(PrepareImageNetStage.Validation),
                [Names] = new SourcePath(imageNet.Classes),
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
