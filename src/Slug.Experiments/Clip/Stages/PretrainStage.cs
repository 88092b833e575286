using System.Globalization;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Configuration;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Pipeline.Stages;
using TorchSharp;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// Makes the original model: a small CLIP trained from scratch, or the published checkpoint that <c>model.checkpoint</c> names.
/// </summary>
public static class PretrainStage
{
    /// <summary>The stage's name.</summary>
    public const string Name = "Pretrain";

    /// <summary>Output: the trained model, open_clip's tensor names.</summary>
    public const string Model = "model.safetensors";

    /// <summary>Output: the loss of every step.</summary>
    public const string Losses = "losses.csv";

    private const string Checkpoint = "checkpoint", PublishedModel = "models/original.safetensors";

    private sealed record Parameters(ClipConfig Model, PretrainOptions Pretrain);

    private sealed record ImportParameters(ClipConfig Card);

    /// <summary>The stage's one step.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) => [StepFor(experiment)];

    /// <summary>The training, or the reading of the checkpoint.</summary>
    public static Step StepFor(Experiment experiment) => experiment.Once(Name, () =>
        experiment.Options.Model.Checkpoint is { } checkpoint ? Import(experiment, checkpoint) : Training(experiment));

    private static Step Import(Experiment experiment, string checkpoint)
    {
        var parameters = new ImportParameters(experiment.Model);
        return new Step
        {
            Stage = Name,
            Version = 1,
            Parameters = parameters,
            ParametersPath = "model",
            Inputs = new Dictionary<string, ArtifactSource> { [Checkpoint] = DownloadStage.OutputOf(experiment, checkpoint) },
            Outputs = [new OutputSpec(Model) { PublishAs = PublishedModel }],
            Run = context => Task.Run(() =>
            {
                var layout = CheckpointImport.Write(parameters.Card, context.Input(Checkpoint), context.Output(Model));
                context.Log($"checkpoint '{checkpoint}' in {layout} names; the model card fits");
            }),
        };
    }

    private static Step Training(Experiment experiment)
    {
        var parameters = new Parameters(experiment.Model, experiment.Options.Pretrain with { Seed = (ulong)experiment.Options.Seed });
        return new Step
        {
            Stage = Name,
            Version = 1,
            Parameters = parameters,
            Inputs = new Dictionary<string, ArtifactSource>
            {
                [CreateTarsStage.Shards] = ExperimentSets.Of(experiment).Shards,
                [TokenizerSource.Input] = TokenizerSource.Of(experiment),
            },
            Outputs = [new OutputSpec(Model) { PublishAs = PublishedModel }, new OutputSpec(Losses)],
            Run = context => Task.Run(() => Train(parameters, experiment.Run, context)),
        };
    }

    private static void Train(Parameters parameters, RunOptions run, IStepContext context)
    {
        var device = TorchRuntime.Start(run, (long)parameters.Pretrain.Seed, context);
        var tokenizer = TokenizerSource.Load(context.Input(TokenizerSource.Input));
        using var pictures = CaptionedPictures.Load(CreateTarsStage.ShardsIn(context), context.Cancellation);
        using var pairs = pictures.ForTraining(tokenizer, parameters.Model);
        using var model = ClipModel.Create(parameters.Model, parameters.Pretrain.Seed);
        model.to(device);
        context.Log($"{pairs.Count} pairs of {pairs.Images.shape[0]} pictures, {parameters.Pretrain.Steps} steps of {parameters.Pretrain.BatchSize}");

        var batch = parameters.Pretrain.BatchSize;
        var result = ContrastivePretraining.Train(model, pairs, parameters.Pretrain, Report, context.Cancellation);
        model.Save(context.Output(Model));
        File.WriteAllLines(
            context.Output(Losses),
            result.Losses.Select((loss, step) => string.Create(CultureInfo.InvariantCulture, $"{step},{loss:R}")).Prepend("step,loss"));

        void Report(PretrainProgress progress)
        {
            context.Progress((long)progress.Step * batch, (long)progress.Steps * batch, "pairs");
            if (progress.Step % (4 * ContrastivePretraining.ReportEvery) == 0 || progress.Step == progress.Steps)
            {
                context.Log(string.Create(
                    CultureInfo.InvariantCulture,
                    $"step {progress.Step} of {progress.Steps}: loss {progress.Loss:F3}, learning rate {progress.LearningRate:G3}"));
            }
        }
    }
}
