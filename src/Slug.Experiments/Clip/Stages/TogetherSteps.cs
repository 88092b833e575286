using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Graph;
using Slug.Models.Clip;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// The steps of the Unlearn stage that forget several concepts in one model: each concept's gradient, layer and step size are those of the
/// original weights, and all updates are applied together, a sum where two share a layer (METHOD section 1).
/// </summary>
public static class TogetherSteps
{
    /// <summary>Output: the model that has forgotten all of them.</summary>
    public const string Model = "model.safetensors";

    private const string Original = "original.safetensors";

    private sealed record Parameters(ClipConfig Model, IReadOnlyList<string> Together);

    /// <summary>One step per group.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) => experiment.Groups.Select(group => StepFor(experiment, group));

    /// <summary>The step that forgets a group.</summary>
    public static Step StepFor(Experiment experiment, ConceptGroup group) => experiment.Once($"{UnlearnStage.Name}/together-{group.FileName}", () =>
    {
        var parameters = new Parameters(experiment.Model, [.. group.Concepts.Select(c => c.Name)]);
        var inputs = group.Concepts.ToDictionary(UpdateOf, concept => (ArtifactSource)UnlearnStage.StepFor(experiment, concept).Output(UnlearnStage.Update));
        inputs[Original] = PretrainStage.StepFor(experiment).Output(PretrainStage.Model);
        return new Step
        {
            Stage = UnlearnStage.Name,
            Subject = $"together-{group.FileName}",
            Version = 1,
            Parameters = parameters,
            ParametersPath = "unlearn",
            Inputs = inputs,
            Outputs = [new OutputSpec(Model) { PublishAs = $"models/{group.FileName}.safetensors" }],
            Run = context => Task.Run(() => Apply(parameters, group, context)),
        };
    });

    private static void Apply(Parameters parameters, ConceptGroup group, IStepContext context)
    {
        using var model = ClipModel.Load(parameters.Model, context.Input(Original));
        foreach (var concept in group.Concepts)
        {
            using var update = UpdateFile.Load(context.Input(UpdateOf(concept)));
            update.ApplyTo(model);
            context.Log(FormattableString.Invariant($"{concept.Name}: {update.Layer} by step size {update.Lambda:G4}"));
        }

        CheckpointImport.SaveAsItCame(model, context.Input(Original), context.Output(Model));
    }

    private static string UpdateOf(Concept concept) => $"update-{concept.FileName}.safetensors";
}
