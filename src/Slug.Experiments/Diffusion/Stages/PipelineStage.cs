using Slug.Data.Emoji;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Data;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Inputs;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Experiments.Graph;
using Slug.Models.Clip;
using Slug.Models.Diffusion;
using Slug.Models.Diffusion.Loading;
using Slug.Models.Diffusion.Training;
using Slug.Models.Tokenizers;
using Slug.Pipeline.Stages;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Stages;

/// <summary>
/// The pipeline: that of the user's machine as it is, one that is laid together from downloads, or a small one that is trained on the grid around the CLIP's text
/// tower and written as diffusers writes a pipeline, so that all read it alike.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="downloads">Its files.</param>
/// <param name="grid">The grid's drawings; null where there is none.</param>
/// <param name="pretrain">The CLIP.</param>
internal sealed class PipelineStage(DiffusionExperiment experiment, StepGraph graph, DownloadStage downloads, GridSource? grid, PretrainStage pretrain)
{
    /// <summary>Output: the pipeline's folder.</summary>
    public const string Folder = "pipeline";

    private const string Clip = "clip.safetensors", Subject = "pipeline";

    private sealed record TrainingParameters(ClipConfig Model, TextToImageOptions Training, GridOptions Grid, long Seed);

    private sealed record FilesParameters(IReadOnlyList<string> Files);

    /// <summary>The pipeline, as an input of a step.</summary>
    public ArtifactSource Source => experiment.PipelinePath is { } path ? new SourcePath(path) : Step!.Output(Folder);

    /// <summary>The step that makes it; null where it is on this machine.</summary>
    public Step? Step => experiment.PipelinePath is not null ? null : graph.Once(StageNames.Pretrain, Subject, () => experiment.Options.Pipeline is { } options ? LaidTogether(options) : Trained());

    private Step LaidTogether(PipelineOptions options) => new()
    {
        Stage = StageNames.Pretrain,
        Subject = Subject,
        Version = 1,
        Parameters = new FilesParameters([.. options.Files!.Keys.Order(StringComparer.Ordinal)]),
        ParametersPath = "pipeline",
        Inputs = options.Files!.ToDictionary(f => f.Key, f => downloads.OutputOf(f.Value)),
        Outputs = [new OutputSpec(Folder, ArtifactKind.Folder)],
        Run = context => Task.Run(() =>
        {
            foreach (var file in options.Files!.Keys)
            {
                var target = Path.Combine(context.Output(Folder), file);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(context.Input(file), target);
            }

            // What is missing or does not fit is told here, and not when pictures are wanted.
            using var parts = PipelineParts.Open(context.Output(Folder), options.ToLoadOptions(experiment.Options.Generate.Scheduler, CPU));
            context.Log($"{options.Files!.Count} files, which fit together");
        }),
    };

    private Step Trained()
    {
        var parameters = new TrainingParameters(experiment.Clip.Model, experiment.Options.Training!, experiment.Options.Grid!.Trained, experiment.Options.Seed);
        return new Step
        {
            Stage = StageNames.Pretrain,
            Subject = Subject,
            // 2: pictures are encoded once; 3: two halves of a batch at the same time; 4: the autoencoder learns the grid's own drawings, in batches of its own; 5: convolutions are matrix products only where libtorch's own are wrong;
            // 6: a network's maps lie by channels.
            Version = 6,
            Parameters = parameters,
            ParametersPath = "training",
            Inputs = new Dictionary<string, ArtifactSource> { [Clip] = pretrain.Original, [GridSource.Small] = grid!.Step.Output(GridSource.Small), [TokenizerSource.Input] = pretrain.Tokenizer },
            Outputs = [new OutputSpec(Folder, ArtifactKind.Folder)],
            Run = context => Task.Run(() => Train(parameters, experiment, context)),
        };
    }

    private static void Train(TrainingParameters parameters, DiffusionExperiment experiment, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, parameters.Seed, context);
        var (options, seed) = (parameters.Training, (ulong)parameters.Seed);
        var tokenizer = TokenizerSource.Load(context.Input(TokenizerSource.Input));
        using var scope = NewDisposeScope();
        var drawings = GridDrawings.Read(context.Input(GridSource.Small));
        var pictures = RgbTensors.Of([.. drawings.Select(d => d.Picture)]).to(device);
        using var clip = ClipModel.Load(parameters.Model, context.Input(Clip));
        clip.to(device);
        var (set, captions) = Captions(parameters, drawings);
        // Of what is drawn alone: all drawings need ten times the batches for the same sharpness.
        var drawn = pictures.index_select(0, tensor(set.Select(s => (long)s.Picture).ToArray(), device: device));
        using var vae = AutoencoderTraining.Train(drawn, options, seed, progress => Tell("autoencoder", progress), context.Cancellation);
        using var tokens = Vectors(clip, tokenizer, captions, device);
        using var unet = TextToImageTraining.Train(pictures, set, tokens, vae, options, seed + 1, progress => Tell("network", progress), context.Cancellation);
        PipelineWriter.Write(context.Output(Folder), clip, tokenizer.Merges, unet, vae, TextToImageTraining.Rule);
        context.Log($"a network of {unet.parameters().Sum(p => p.numel()):N0} parameters, an autoencoder of {vae.named_parameters().Sum(p => p.parameter.numel()):N0}, {set.Count} pictures with {captions.Count} captions");

        void Tell(string what, TrainingProgress progress)
        {
            context.Progress(progress.Done, progress.Total, $"batches of the {what}");
            if (progress.Done % (10 * AutoencoderTraining.ReportEvery) == 0 || progress.Done == progress.Total)
                context.Log(FormattableString.Invariant($"{what}: batch {progress.Done} of {progress.Total}, loss {progress.Loss:F4}"));
        }
    }

    /// <summary>The grid's cells with all captions that may stand for them; the first caption is the empty one.</summary>
    private static (IReadOnlyList<CaptionedPicture> Set, IReadOnlyList<string> Captions) Captions(
        TrainingParameters parameters, IReadOnlyList<(Slug.Data.Images.RgbImage Picture, EmojiSampleInfo Info, string Caption)> drawings)
    {
        var captions = new List<string> { "" };
        var set = new List<CaptionedPicture>();
        foreach (var (word, vendor) in parameters.Grid.Styles.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            foreach (var thing in parameters.Grid.Objects)
            {
                var picture = drawings.Index().First(d => d.Item.Info.Name == thing && d.Item.Info.Vendor == vendor).Index;
                set.Add(new CaptionedPicture(picture, [.. Enumerable.Range(0, StyleCaptions.Kinds).Select(kind => (Place(StyleCaptions.Of(parameters.Grid, thing, word, kind)), StyleCaptions.ShareOf(kind)))]));
            }
        }

        return (set, captions);

        int Place(string caption)
        {
            var place = captions.IndexOf(caption);
            if (place >= 0) return place;
            captions.Add(caption);
            return captions.Count - 1;
        }
    }

    private static Tensor Vectors(ClipModel clip, ClipTokenizer tokenizer, IReadOnlyList<string> captions, Device device)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var ids = new PromptTokenizer(tokenizer, 0, clip.Config.Text.ContextLength).Encode(captions);
        return new TextEncoder(clip.TextTower).Encode(ids.Ids.to(device)).MoveToOuterDisposeScope();
    }
}
