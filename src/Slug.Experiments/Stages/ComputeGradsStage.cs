using Slug.Experiments.Datasets;
using Slug.Models.Clip;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Objectives;
using TorchSharp;

namespace Slug.Experiments.Stages;

/// <summary>
/// One pass over each set on the original weights: the forget gradient of every concept, and one retain gradient that all concepts
/// share (paper, section 3).
/// </summary>
public static class ComputeGradsStage
{
    /// <summary>The stage's name.</summary>
    public const string Name = "ComputeGrads";

    /// <summary>Output: the mean gradient of every parameter.</summary>
    public const string Gradients = "gradients.safetensors";

    private const string Pairs = "pairs.tar";

    private sealed record Parameters(ClipConfig Model, string Objective, int Batch);

    /// <summary>All steps of the stage.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) =>
        [RetainStep(experiment), .. experiment.Concepts.Select(c => ForgetStep(experiment, c))];

    /// <summary>The gradient of the contrastive loss over the retain set.</summary>
    public static Step RetainStep(Experiment experiment) =>
        StepFor(experiment, "retain", Objective.Retain, CreateTarsStage.RetainStep(experiment).Output(CreateTarsStage.Retain));

    /// <summary>The gradient of <c>1 - cos</c> over a concept's forget set.</summary>
    public static Step ForgetStep(Experiment experiment, Concept concept) =>
        StepFor(experiment, $"forget-{concept.FileName}", Objective.Forget, CreateTarsStage.ForgetStep(experiment, concept).Output(CreateTarsStage.Forget));

    private static Step StepFor(Experiment experiment, string subject, Objective objective, StepOutput pairs)
    {
        var parameters = new Parameters(experiment.Model, objective.Name, experiment.Options.Grads.Batch);
        return new Step
        {
            Stage = Name,
            Subject = subject,
            Version = 1,
            Parameters = parameters,
            ParametersPath = "grads",
            Inputs = new Dictionary<string, ArtifactSource>
            {
                [PretrainStage.Model] = PretrainStage.StepFor(experiment).Output(PretrainStage.Model),
                [Pairs] = pairs,
                [TokenizerSource.Input] = DownloadStage.StepFor(experiment, experiment.Options.Model.Merges).Output(DownloadStage.Package),
            },
            Outputs = [new OutputSpec(Gradients)],
            Run = context => Task.Run(() => Compute(parameters, objective, experiment, context)),
        };
    }

    private static void Compute(Parameters parameters, Objective objective, Experiment experiment, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        var tokenizer = TokenizerSource.Load(context.Input(TokenizerSource.Input));
        using var model = ClipModel.Load(parameters.Model, context.Input(PretrainStage.Model));
        model.to(device);
        using var set = CaptionedPictures.Load([context.Input(Pairs)], context.Cancellation);
        var batches = set.InBatches(tokenizer, parameters.Model, parameters.Batch);
        using var gradients = GradientComputation.Compute(
            model, batches, objective, done => context.Progress(Math.Min((long)done * parameters.Batch, set.Count), set.Count, "pairs"), context.Cancellation);
        gradients.Save(context.Output(Gradients));
        context.Log($"mean {gradients.Loss} {gradients.MeanLoss:F4} over {set.Count} pairs in {gradients.Batches} batches");
    }
}
