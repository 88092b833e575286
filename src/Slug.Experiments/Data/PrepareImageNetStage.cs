using Slug.Data.ImageNet;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>Sorts ImageNet's validation images into a folder per synset. An experiment that measures nothing on ImageNet has no such step.</summary>
public static class PrepareImageNetStage
{
    /// <summary>The stage's name.</summary>
    public const string Name = "PrepareImageNet";

    /// <summary>Output: the folder with a folder per synset.</summary>
    public const string Validation = "val";

    private const string Images = "images";
    private const string Labels = "labels";

    private sealed record Parameters;

    /// <summary>The stage's one step, where the config has a section <c>imagenet</c>.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) => experiment.Options.ImageNet is null ? [] : [StepFor(experiment)];

    /// <summary>The sorting.</summary>
    public static Step StepFor(Experiment experiment) => experiment.Once(Name, () => new Step
    {
        Stage = Name,
        Version = 1,
        Parameters = new Parameters(),
        ParametersPath = "imagenet",
        Inputs = new Dictionary<string, ArtifactSource>
        {
            [Images] = DownloadStage.OutputOf(experiment, experiment.Options.ImageNet!.Validation),
            [Labels] = DownloadStage.OutputOf(experiment, experiment.Options.ImageNet.Labels),
        },
        Outputs = [new OutputSpec(Validation, ArtifactKind.Folder)],
        Run = context => Task.Run(() =>
        {
            var labels = ImageNetLabels.Load(context.Input(Labels));
            var images = ImageNetValidation.Prepare(context.Input(Images), labels, context.Output(Validation), context.Log, context.Cancellation);
            context.Log($"{images} images of {labels.Synsets.Count} synsets");
        }),
    });
}
