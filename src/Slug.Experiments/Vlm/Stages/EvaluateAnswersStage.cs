using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Experiments.Vlm.Configuration;
using Slug.Experiments.Vlm.Inputs;
using Slug.Experiments.Vlm.Measures;
using Slug.Figures.Tables;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Vlm.Stages;

/// <summary>Counts in a model's answers what is left of each concept, and what is still answered rightly.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="generate">The answers.</param>
internal sealed class EvaluateAnswersStage(VlmExperiment experiment, StepGraph graph, GenerateStage generate)
{
    /// <summary>Output: the measures.</summary>
    public const string Metrics = "metrics.json";

    private sealed record Parameters(IReadOnlyList<string> Measured, bool AnyPart);

    /// <summary>The step that counts in a trial's answers.</summary>
    public Step For(Trial trial) => graph.Once(StageNames.Evaluate, trial.Name, () =>
    {
        var parameters = new Parameters([.. trial.Concepts.Select(c => c.Name)], experiment.Options.Answers.AnyPart);
        var inputs = new Dictionary<string, ArtifactSource> { [GenerateStage.Answers] = generate.For(trial).Output(GenerateStage.Answers) };
        // What it speaks against where the answers still name the concept.
        foreach (var claim in trial.Claims) inputs[$"claim-{claim.Output}"] = claim;
        return new Step
        {
            Stage = StageNames.Evaluate,
            Subject = trial.Name,
            // 2: sets that were asked more, and views; 3: whether yes is still answered of the concept's pictures.
            Version = 3,
            Parameters = parameters,
            ParametersPath = "answers",
            Inputs = inputs,
            Outputs = [new OutputSpec(Metrics)],
            Judges = trial.Claims,
            Refutes = pathOf => !ModelMetrics.Load(pathOf(Metrics)).AreForgotten,
            Run = context => Task.Run(() => Evaluate(parameters, context)),
        };
    });

    private static void Evaluate(Parameters parameters, IStepContext context)
    {
        var answers = AnswerLine.Load(context.Input(GenerateStage.Answers));
        var options = new AnswerOptions { AnyPart = parameters.AnyPart };
        var measured = new SortedDictionary<string, IReadOnlyList<Measure>>(StringComparer.Ordinal);
        foreach (var concept in parameters.Measured)
        {
            measured[concept] = VlmMeasures.Of(answers, concept, options);
            context.Log($"{concept}: {ModelMetrics.Line(measured[concept])}");
        }

        new ModelMetrics(measured, []).Save(context.Output(Metrics));
    }
}
