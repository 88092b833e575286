using Slug.Evaluation.ZeroShot;
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
public static class PairFeaturesSteps
{
    private const string Pairs = "pairs.tar";

    private sealed record Parameters(ClipConfig Model, EvaluationPrecision Precision);

    /// <summary>One step for the unseen pairs, where the config names some, and one for each concept's forget set.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) =>
    [
        .. experiment.Options.Evaluate.Unseen is null ? [] : new[] { UnseenStep(experiment) },
        .. experiment.Concepts.Select(c => ForgetStep(experiment, c)),
    ];

    /// <summary>Encodes the unseen pairs.</summary>
    public static Step UnseenStep(Experiment experiment) => StepFor(experiment, UnseenTars.Subject, () => UnseenTars.StepFor(experiment).Output(UnseenTars.Pairs));

    /// <summary>Encodes a concept's forget set.</summary>
    public static Step ForgetStep(Experiment experiment, Concept concept) =>
        StepFor(experiment, $"forget-{concept.FileName}", () => CreateTarsStage.ForgetStep(experiment, concept).Output(CreateTarsStage.Forget));

    private static Step StepFor(Experiment experiment, string set, Func<StepOutput> pairs) => experiment.Once($"{EvaluateStage.Name}/features-{set}", () =>
    {
        var parameters = new Parameters(experiment.Model, experiment.Options.Evaluate.Precision);
        return new Step
        {
            Stage = EvaluateStage.Name,
            Subject = $"features-{set}",
            Version = 1,
            Parameters = parameters,
            ParametersPath = "evaluate",
            Inputs = new Dictionary<string, ArtifactSource>
            {
                [EvaluateStage.Model] = PretrainStage.StepFor(experiment).Output(PretrainStage.Model),
                [Pairs] = pairs(),
                [TokenizerSource.Input] = TokenizerSource.Of(experiment),
            },
            Outputs = [new OutputSpec(EvaluateStage.Features)],
            Run = context => Task.Run(() => Encode(parameters, experiment, context)),
        };
    });

    private static void Encode(Parameters parameters, Experiment experiment, IStepContext context)
    {
        var device = TorchRuntime.Start(experiment.Run, experiment.Options.Seed, context);
        using var model = EvaluateStage.LoadModel(parameters.Model, parameters.Precision, device, context);
        new EvaluationFeatures(model, TokenizerSource.Load(context.Input(TokenizerSource.Input)), kept: null, streams: null, context.Cancellation)
            .SavePairs(context.Output(EvaluateStage.Features), context.Input(Pairs));
    }
}
