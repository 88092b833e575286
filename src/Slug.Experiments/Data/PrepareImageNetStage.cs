using Slug.Data.ImageNet;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Data;

/// <summary>Sorts ImageNet's validation images into a folder per synset. An experiment that measures nothing on ImageNet has no such step.</summary>
/// <param name="imageNet">The config's section.</param>
/// <param name="graph">The experiment's steps.</param>
/// <param name="downloads">Its files.</param>
public sealed class PrepareImageNetStage(ImageNetOptions imageNet, StepGraph graph, DownloadStage downloads)
{
    /// <summary>Output: the folder with a folder per synset.</summary>
    public const string Validation = "val";

    private const string Images = "images";
    private const string Labels = "labels";

    private sealed record Parameters;

    /// <summary>The sorting.</summary>
    public Step Step => graph.Once(StageNames.PrepareImageNet, null, () => new Step
    {
        Stage = StageNames.PrepareImageNet,
        Version = 1,
        Parameters = new Parameters(),
        ParametersPath = "imagenet",
        Inputs = new Dictionary<string, ArtifactSource>
        {
            [Images] = downloads.OutputOf(imageNet.Validation),
            [Labels] = downloads.OutputOf(imageNet.Labels),
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
