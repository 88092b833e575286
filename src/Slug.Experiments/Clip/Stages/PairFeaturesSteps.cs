using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Measures;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Models.Clip;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// The steps of the Evaluate stage that encode the membership attack's image-text pairs with the original model, each set once: unlearned models take
/// from here what their unchanged tower makes of them.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="tars">Its sets.</param>
/// <param name="unseen">The unseen pairs, where the config names some.</param>
/// <param name="pretrain">Its original model.</param>
public sealed class PairFeaturesSteps(ClipExperiment experiment, StepGraph graph, CreateTarsStage tars, UnseenTars? unseen, PretrainStage pretrain)
{
    private const string Pairs = "pairs.tar";

    private sealed record Parameters(ClipConfig Model, EvaluationPrecision Precision);

    /// <summary>One step for the unseen pairs, where the config names some, and one for each concept's forget set.</summary>
    public IEnumerable<Step> Steps => [.. Unseen is null ? [] : new[] { Unseen }, .. experiment.Concepts.Select(ForgetFor)];

    /// <summary>Encodes the unseen pairs; null where there are none.</summary>
    public Step? Unseen => unseen is null ? null : StepOver(UnseenTars.Subject, () => unseen.Step.Output(UnseenTars.Pairs));

    /// <summary>Encodes a concept's forget set.</summary>
    public Step ForgetFor(Concept concept) => StepOver($"forget-{concept.FileName}", () => tars.ForgetSetOf(concept));

    private Step StepOver(string set, Func<StepOutput> pairs) => graph.Once(StageNames.Evaluate, $"features-{set}", () =>
    {
        var parameters = new Parameters(experiment.Model, experiment.Options.Evaluate.Precision);
        return new Step
        {
            Stage = StageNames.Evaluate,
            Subject = $"features-{set}",
            Version = 1,
            Parameters = parameters,
            ParametersPath = "evaluate",
            Inputs = new Dictionary<string, ArtifactSource>
            {
                [EvaluateStage.Model] = pretrain.Original,
                [Pairs] = pairs(),
                [TokenizerSource.Input] = pretrain.Tokenizer,
            },
            Outputs = [new OutputSpec(EvaluateStage.Features)],
            Run = context => Task.Run(() => Encode(parameters, experiment, graph.Resources, context)),
        };
    });

    private static void Encode(Parameters parameters, ClipExperiment experiment, RunResources resources, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        using var model = EvaluateStage.LoadModel(parameters.Model, parameters.Precision, device, resources, context);
        new EvaluationFeatures(model, TokenizerSource.Load(context.Input(TokenizerSource.Input)), kept: null, streams: null, resources.Pictures, context.Cancellation)
            .SavePairs(context.Output(EvaluateStage.Features), context.Input(Pairs));
    }
}
