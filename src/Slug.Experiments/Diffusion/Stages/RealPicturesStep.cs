using Slug.Data.Canvas;
using Slug.Data.Images;
using Slug.Experiments.Data;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Judging;
using Slug.Experiments.Graph;
using Slug.Models.Checkpoints;
using Slug.Models.Classifiers;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Stages;

/// <summary>Inception's features of the data set's own pictures, some of each style and object: what all requests share.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="fid">The config's section.</param>
/// <param name="graph">Its steps.</param>
/// <param name="canvas">Its data set.</param>
/// <param name="downloads">Its files.</param>
internal sealed class RealPicturesStep(DiffusionExperiment experiment, FidOptions fid, StepGraph graph, CanvasSource canvas, DownloadStage downloads)
{
    /// <summary>Input of whoever needs the network.</summary>
    public const string Network = "inception";

    /// <summary>Output: <c>inception</c>, <c>[pictures, 2048]</c>, in the order of <see cref="Chosen(string)"/>.</summary>
    public const string Features = "real.safetensors";

    private const string Pictures = "pictures";

    private sealed record Parameters(int RealPictures, [property: OmittedWhenNull] bool? TransformInput, [property: OmittedWhenNull] PictureNumbers? Numbers);

    /// <summary>The network, as an input of a step.</summary>
    public ArtifactSource Inception => downloads.OutputOf(fid.Inception);

    /// <summary>The data set's pictures, as an input of a step.</summary>
    public StepOutput Survey => canvas.Survey.Output(CanvasSource.Surveyed);

    /// <summary>The config's section.</summary>
    public FidOptions Options => fid;

    /// <summary>The step.</summary>
    public Step Step => graph.Once(StageNames.Evaluate, "real-pictures", () =>
    {
        var parameters = new Parameters(fid.RealPictures, fid.Network?.TransformInput, fid.Network?.Numbers);
        return new Step
        {
            Stage = StageNames.Evaluate,
            Subject = "real-pictures",
            Version = 1,
            Parameters = parameters,
            ParametersPath = "fid",
            Inputs = new Dictionary<string, ArtifactSource> { [Pictures] = canvas.Folder, [CanvasSource.Surveyed] = Survey, [Network] = Inception },
            Outputs = [new OutputSpec(Features)],
            Run = context => Task.Run(() => Encode(parameters, context)),
        };
    });

    /// <summary>Loads the network within a step that has it as <see cref="Network"/>; the caller disposes it.</summary>
    public InceptionV3 Load(IStepContext context, Device device) =>
        InceptionV3.Load(context.Input(Network), device, fid.Numbers.GetValueOrDefault().ToScalarType(), fid.TransformInput == true);

    /// <summary>The real pictures that are compared with, some of each cell.</summary>
    /// <param name="survey">The survey's file.</param>
    public IReadOnlyList<CanvasPicture> Chosen(string survey) => Chosen(CanvasSurvey.Load(survey, ""), fid.RealPictures);

    private static List<CanvasPicture> Chosen(CanvasSurvey survey, int each) =>
        [.. survey.Pictures.GroupBy(p => (p.Style, p.Object)).SelectMany(cell => cell.OrderBy(p => p.Number).Take(each))];

    private void Encode(Parameters parameters, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        using var scope = NewDisposeScope();
        using var network = Load(context, device);
        var survey = CanvasSurvey.Load(context.Input(CanvasSource.Surveyed), context.Input(Pictures));
        var chosen = Chosen(survey, parameters.RealPictures);
        var place = chosen.Index().ToDictionary(p => p.Item.Place, p => p.Index, StringComparer.Ordinal);
        var features = new Tensor[chosen.Count];
        var done = 0;
        foreach (var chunk in survey.Read(chosen).Chunk(fid.BatchSize))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var pictures = InceptionFeatures.Together([.. chunk.Select(p => RgbImage.Load(p.Content))]);
            using var encoded = InceptionFeatures.Of(network, pictures, device, fid.BatchSize, context.Cancellation);
            for (var i = 0; i < chunk.Length; i++) features[place[chunk[i].Picture.Place]] = encoded[i].clone();
            context.Progress(done += chunk.Length, chosen.Count, "pictures");
        }

        SafetensorsWriter.Write(context.Output(Features), [KeyValuePair.Create(Network, stack(features, 0))], new Dictionary<string, string>());
        context.Log($"{chosen.Count} real pictures, {parameters.RealPictures} of each style and object at most");
    }
}
