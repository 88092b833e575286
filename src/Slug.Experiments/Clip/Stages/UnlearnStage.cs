using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// Forgets one concept: ranks the layers, searches the step size of each candidate on the search set, and moves the one layer that
/// forgets the concept and keeps the most (paper, section 3).
/// </summary>
public static class UnlearnStage
{
    /// <summary>The stage's name.</summary>
    public const string Name = "Unlearn";

    /// <summary>Output: the model that has forgotten.</summary>
    public const string Model = "model.safetensors";

    /// <summary>Output: the one layer's change alone.</summary>
    public const string Update = "update.safetensors";

    /// <summary>Output: how layer and step size were chosen.</summary>
    public const string Report = "search.json";

    private sealed record Parameters(ConceptSearch.Parameters Set, IReadOnlyList<string> Candidates, string Layer, StepSearchOptions Search, int CurvePoints);

    /// <summary>One step per concept.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment) => experiment.Concepts.Select(c => StepFor(experiment, c));

    /// <summary>The step that forgets a concept.</summary>
    public static Step StepFor(Experiment experiment, Concept concept) => experiment.Once($"{Name}/{concept.FileName}", () =>
    {
        var unlearn = experiment.Options.Unlearn;
        var parameters = new Parameters(ConceptSearch.ParametersOf(experiment, concept), unlearn.Candidates, unlearn.Layer, unlearn.Search.ForKey(), unlearn.CurvePoints);
        return new Step
        {
            Stage = Name,
            Subject = concept.FileName,
            Version = 3,
            Parameters = parameters,
            ParametersPath = "unlearn",
            Inputs = ConceptSearch.Inputs(experiment, concept),
            Outputs =
            [
                new OutputSpec(Model) { PublishAs = $"models/{concept.FileName}.safetensors" },
                new OutputSpec(Update) { PublishAs = $"updates/{concept.FileName}.safetensors" },
                new OutputSpec(Report) { PublishAs = $"search/{concept.FileName}.json" },
            ],
            Run = context => Task.Run(() => Unlearn(parameters, experiment, context)),
        };
    });

    private static void Unlearn(Parameters parameters, Experiment experiment, IStepContext context)
    {
        using var search = new ConceptSearch(parameters.Set, experiment, context);
        var (model, concept) = (search.Model, parameters.Set.Concept);
        var candidates = Candidates(parameters, search.Table);
        using var probe = search.Probe([.. candidates.Select(c => c.Name)], context.Cancellation);
        var searched = 0;
        var result = LayerSearch.Run(model, candidates, search.Forget, probe, parameters.Search, OnLayer, context.Cancellation);

        var winner = result.Winner;
        if (winner is null) context.Log($"not forgotten: no candidate layer brought '{concept}' out of the first place");
        var layer = winner?.Layer ?? LayerChoice.DeepestOf(candidates).Name;
        var lambda = winner?.Reported?.Lambda ?? 0;
        var ascent = search.Forget[layer];
        var curve = StepSizeCurve.Measure(model, layer, ascent, probe, lambda, parameters.CurvePoints, context.Cancellation);
        SearchReports.Of(concept, probe, search.Table, result, curve).Save(context.Output(Report));
        var steps = result.Layers.SelectMany(l => l.Trace).ToList();
        context.Log($"retained accuracy measured at {steps.Count(e => !e.RetainedSkipped)} of {steps.Count} steps; activations: {search.PeakActivations >> 20} MiB in memory at the peak");

        using var update = LayerUpdate.Along(concept, layer, lambda, ascent);
        UpdateFile.Save(context.Output(Update), update);
        using (var applied = new AppliedUpdate(model, layer, ascent))
        {
            applied.Set(lambda);
            CheckpointImport.SaveAsItCame(model, context.Input(ConceptSearch.Original), context.Output(Model));
        }

        search.Keep();

        void OnLayer(StepSearchResult found)
        {
            context.Progress(++searched, candidates.Count, "layers");
            context.Log(SearchReports.Line(found));
        }
    }

    /// <summary>A layer that the config names is the only candidate; <c>deepest</c> likewise.</summary>
    private static IReadOnlyList<LayerScore> Candidates(Parameters parameters, LayerTable table) =>
        LayerChoice.Candidates(table, parameters.Layer == LayerChoice.Best ? parameters.Candidates : [parameters.Layer]);
}
