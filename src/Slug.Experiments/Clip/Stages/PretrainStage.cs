using System.Globalization;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Configuration;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Pretraining;
using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;
using TorchSharp;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// Makes the original model: a small CLIP trained from scratch, or the published checkpoint that <c>model.checkpoint</c> names.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="downloads">Its files.</param>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="sets">The sets that it is trained on; null where the config names a checkpoint.</param>
public sealed class PretrainStage(ClipExperiment experiment, StepGraph graph, DownloadStage downloads, TokenizerSource tokenizer, DataSets? sets)
{
    /// <summary>Output: the trained model, open_clip's tensor names.</summary>
    public const string Model = "model.safetensors";

    /// <summary>Output: the loss of every step.</summary>
    public const string Losses = "losses.csv";

    private const string Checkpoint = "checkpoint", PublishedModel = "models/original.safetensors";

    private sealed record Parameters(ClipConfig Model, PretrainOptions Pretrain);

    private sealed record ImportParameters(ClipConfig Card, [property: OmittedWhenNull] string? Weights);

    /// <summary>The step's name within its stage, of a second model of an experiment, which is not published; null for the model under study.</summary>
    public string? Subject { get; init; }

    /// <summary>A further step that makes the original model of the trained one; null where there is none.</summary>
    public Func<StepOutput, StepOutput>? Refined { get; init; }

    /// <summary>The original model, a file in open_clip's names.</summary>
    public StepOutput Original => Refined?.Invoke(Step.Output(Model)) ?? Step.Output(Model);

    /// <summary>The model's tokenizer, as an input of a step.</summary>
    public ArtifactSource Tokenizer => tokenizer.Source;

    /// <summary>The original model as it is measured: on every concept.</summary>
    public Trial Trial => new()
    {
        Name = "original",
        Series = "original",
        Kind = TrialKind.Original,
        Method = "original",
        Concepts = experiment.Concepts,
        Model = Original,
    };

    /// <summary>The stage's one step: the training, or the reading of the checkpoint.</summary>
    public Step Step => graph.Once(StageNames.Pretrain, Subject, () => experiment.Options.Model.Checkpoint is { } checkpoint ? Import(checkpoint) : Training());

    private Step Import(string checkpoint)
    {
        var parameters = new ImportParameters(experiment.Model, experiment.Options.Model.Weights);
        return new Step
        {
            Stage = StageNames.Pretrain,
            Subject = Subject,
            Version = 2,
            Parameters = parameters,
            ParametersPath = "model",
            Inputs = new Dictionary<string, ArtifactSource>([
                KeyValuePair.Create(Checkpoint, downloads.OutputOf(checkpoint)),
                // A sharded checkpoint is named by its index: the shards beside it are inputs of their own.
                .. ShardsOf(checkpoint).Select(shard => KeyValuePair.Create($"{Checkpoint}/{Path.GetFileName(shard)}", (ArtifactSource)new SourcePath(shard))),
            ]),
            Outputs = [new OutputSpec(Model) { PublishAs = Subject is null ? PublishedModel : null }],
            Run = context => Task.Run(() =>
            {
                var leftOut = new List<string>();
                var layout = CheckpointImport.Write(parameters.Card, context.Input(Checkpoint), context.Output(Model), parameters.Weights, leftOut.Add, context.Cancellation);
                if (leftOut.Count > 0) context.Warn($"'{checkpoint}' holds more than the model's weights, left out: {string.Join(", ", leftOut.Take(20))}{(leftOut.Count > 20 ? $" and {leftOut.Count - 20} more" : "")}");
                context.Log($"checkpoint '{checkpoint}' in {layout} names; the model card fits");
            }),
        };
    }

    private IReadOnlyList<string> ShardsOf(string checkpoint) =>
        experiment.Options.Download[checkpoint] is { LocalPath: { } local, Sha256: null } && Path.Combine(experiment.Run.RepositoryRoot, local) is var path && File.Exists(path) && PlainFile.WhyNot(path) is null
            ? ShardedCheckpoint.ShardsBeside(path)
            : [];

    private Step Training()
    {
        var parameters = new Parameters(experiment.Model, experiment.Options.Pretrain with { Seed = (ulong)experiment.Options.Seed });
        return new Step
        {
            Stage = StageNames.Pretrain,
            // 2: with `lean` the gradient is the sum of two halves of a batch; other trainings give the bytes that they gave.
            Version = experiment.Options.Pretrain.Lean == true ? 2 : 1,
            Parameters = parameters,
            Inputs = new Dictionary<string, ArtifactSource>
            {
                // A config without a checkpoint has a source with training shards.
                [CreateTarsStage.Shards] = sets!.Shards!,
                [TokenizerSource.Input] = Tokenizer,
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
