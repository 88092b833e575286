using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Pipeline.Stages;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// The steps of the Unlearn stage that move more than one layer along the same gradient by one step size, found by the same search: what moving a
/// single layer is compared with (paper, the ablations of section 4).
/// </summary>
public static class AblationSteps
{
    /// <summary>Output: the model.</summary>
    public const string Model = "model.safetensors";

    /// <summary>Output: the search for the step size.</summary>
    public const string Report = "search.json";

    private sealed record Parameters(ConceptSearch.Parameters Set, string Layers, StepSearchOptions Search);

    /// <summary>A step for each ablation and each concept.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) =>
        experiment.Options.Unlearn.Ablations.SelectMany(layers => experiment.Concepts.Select(concept => StepFor(experiment, layers, concept)));

    /// <summary>The step that forgets a concept by moving a group of layers.</summary>
    public static Step StepFor(Experiment experiment, string layers, Concept concept) => experiment.Once($"{UnlearnStage.Name}/{layers}-{concept.FileName}", () =>
    {
        var parameters = new Parameters(ConceptSearch.ParametersOf(experiment, concept), layers, experiment.Options.Unlearn.Search.ForKey());
        return new Step
        {
            Stage = UnlearnStage.Name,
            Subject = $"{layers}-{concept.FileName}",
            Version = 1,
            Parameters = parameters,
            ParametersPath = "unlearn",
            Inputs = ConceptSearch.Inputs(experiment, concept),
            Outputs = [new OutputSpec(Model), new OutputSpec(Report)],
            Run = context => Task.Run(() => Unlearn(parameters, experiment, context)),
        };
    });

    private static void Unlearn(Parameters parameters, Experiment experiment, IStepContext context)
    {
        using var search = new ConceptSearch(parameters.Set, experiment, context);
        var layers = GroupSearch.LayersOf(parameters.Layers, search.Table, search.Forget);
        using var probe = search.Probe(layers, context.Cancellation);
        var found = GroupSearch.Run(search.Model, parameters.Layers, layers, search.Forget, probe, parameters.Search, context.Cancellation);
        context.Log(SearchReports.Line(found));
        var bytes = layers.Sum(name => search.Forget[name].numel() * sizeof(float));
        new AblationReport(parameters.Set.Concept, layers, bytes, found).Save(context.Output(Report));
        using (var applied = new AppliedUpdate(search.Model, layers, search.Forget))
        {
            applied.Set(found.Reported?.Lambda ?? 0);
            CheckpointImport.SaveAsItCame(search.Model, context.Input(ConceptSearch.Original), context.Output(Model));
        }

        search.Keep();
    }
}
