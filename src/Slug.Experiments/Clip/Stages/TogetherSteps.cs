using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Models.Clip;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// The steps of the Unlearn stage that forget several concepts in one model: each concept's gradient, layer and step size are those of the
/// original weights, and all updates are applied together, a sum where two share a layer (METHOD section 1).
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="pretrain">Its original model.</param>
/// <param name="grads">Its gradients.</param>
/// <param name="unlearn">Its updates.</param>
public sealed class TogetherSteps(ClipExperiment experiment, StepGraph graph, PretrainStage pretrain, ComputeGradsStage grads, UnlearnStage unlearn)
{
    /// <summary>Output: the model that has forgotten all of them.</summary>
    public const string Model = "model.safetensors";

    /// <summary>Output: which of them were not forgotten, each by its own update.</summary>
    public const string Report = "together.json";

    private const string Original = "original.safetensors";

    private sealed record Parameters(ClipConfig Model, IReadOnlyList<string> Together);

    /// <summary>One step per group.</summary>
    public IEnumerable<Step> Steps => experiment.Groups.Select(For);

    /// <summary>One trial per group.</summary>
    public IEnumerable<Trial> Trials => experiment.Groups.Select(group => new Trial
    {
        Name = $"together-{group.FileName}",
        Series = $"together-{group.FileName}",
        Kind = TrialKind.Variant,
        Method = "slug",
        Setting = grads.SettingOf(group.Setting),
        Concepts = group.Concepts,
        Together = true,
        Model = For(group).Output(Model),
        Claims = [For(group).Output(Model)],
        IsAsked = true,
        Reads = new Dictionary<string, StepOutput>(
        [
            .. group.Concepts.Select(concept => KeyValuePair.Create(UpdateOf(concept), unlearn.For(concept).Output(UnlearnStage.Update))),
            .. group.Concepts.Select(concept => KeyValuePair.Create(SearchOf(concept), unlearn.For(concept).Output(UnlearnStage.Report))),
        ]),
        Facts = file => new TrialFacts
        {
            StoredBytes = group.Concepts.Sum(concept => new FileInfo(file(UpdateOf(concept))).Length),
            NotForgotten = group.Concepts.Select(concept => SearchReport.Load(file(SearchOf(concept)))).Where(search => !search.Forgotten)
                .ToDictionary(search => search.Concept, UnlearnStage.ReachedBy),
        },
    });

    /// <summary>The step that forgets a group.</summary>
    public Step For(ConceptGroup group) => graph.Once(StageNames.Unlearn, $"together-{group.FileName}", () =>
    {
        var parameters = new Parameters(experiment.Model, [.. group.Concepts.Select(c => c.Name)]);
        var inputs = new Dictionary<string, ArtifactSource> { [Original] = pretrain.Original };
        foreach (var concept in group.Concepts)
        {
            inputs[UpdateOf(concept)] = unlearn.For(concept).Output(UnlearnStage.Update);
            inputs[SearchOf(concept)] = unlearn.For(concept).Output(UnlearnStage.Report);
        }

        return new Step
        {
            Stage = StageNames.Unlearn,
            Subject = $"together-{group.FileName}",
            Version = 2,
            Parameters = parameters,
            ParametersPath = "unlearn",
            Inputs = inputs,
            Outputs =
            [
                new OutputSpec(Model) { PublishAs = $"models/{group.FileName}.safetensors", PublishWhen = path => TogetherReport.Load(path(Report)).NotForgotten.Count == 0 },
                new OutputSpec(Report),
            ],
            Run = context => Task.Run(() => Apply(parameters, group, context)),
        };
    });

    private static void Apply(Parameters parameters, ConceptGroup group, IStepContext context)
    {
        using var model = ClipModel.Load(parameters.Model, context.Input(Original));
        foreach (var concept in group.Concepts)
        {
            using var update = UpdateFile.Load(context.Input(UpdateOf(concept)));
            update.ApplyTo(model.Layers);
            context.Log(FormattableString.Invariant($"{concept.Name}: {update.Layer} by step size {update.Lambda:G4}"));
        }

        var missed = group.Concepts.Where(concept => !SearchReport.Load(context.Input(SearchOf(concept))).Forgotten).Select(concept => concept.Name).ToList();
        if (missed.Count > 0) context.Warn($"not forgotten: {string.Join(", ", missed)}; no model is published for {group.Setting}");
        new TogetherReport(missed).Save(context.Output(Report));
        CheckpointImport.SaveAsItCame(model, context.Input(Original), context.Output(Model));
    }

    private static string SearchOf(Concept concept) => $"search-{concept.FileName}.json";

    private static string UpdateOf(Concept concept) => $"update-{concept.FileName}.safetensors";
}
