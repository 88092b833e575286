using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Measures;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Pipeline.Stages;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// Forgets one concept: ranks the layers, searches the step size of each candidate on the search set, and moves the one layer that
/// forgets the concept and keeps the most (paper, section 3).
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="tars">Its sets.</param>
/// <param name="pretrain">Its original model.</param>
/// <param name="grads">Its gradients.</param>
public sealed class UnlearnStage(ClipExperiment experiment, StepGraph graph, CreateTarsStage tars, PretrainStage pretrain, ComputeGradsStage grads)
{
    /// <summary>Output: the model that has forgotten; where nothing forgot, the model of the nearest step, which is not published.</summary>
    public const string Model = "model.safetensors";

    /// <summary>Output: the one layer's change alone.</summary>
    public const string Update = "update.safetensors";

    /// <summary>Output: how layer and step size were chosen.</summary>
    public const string Report = SearchVerdict.Report;

    private sealed record Parameters(ConceptSearch.Parameters Set, IReadOnlyList<string> Candidates, string Layer, SearchOptions Search, int CurvePoints);

    /// <summary>One step per concept.</summary>
    public IEnumerable<Step> Steps => experiment.Concepts.Select(For);

    /// <summary>One trial per concept.</summary>
    public IEnumerable<Trial> Trials => experiment.Concepts.Select(concept => new Trial
    {
        Name = $"slug-{concept.FileName}",
        Series = "slug",
        Kind = TrialKind.Slug,
        Method = "slug",
        IsAsked = true,
        Setting = grads.Setting,
        Concepts = [concept],
        Model = For(concept).Output(Model),
        Claims = [For(concept).Output(Model), For(concept).Output(Update)],
        Reads = new Dictionary<string, StepOutput>(grads.CostsOf(concept))
        {
            [Report] = For(concept).Output(Report),
            [Update] = For(concept).Output(Update),
        },
        Timed = [Report, .. grads.CostsOf(concept).Keys],
        Facts = file => FactsOf(SearchReport.Load(file(Report)), file(Update)),
    });

    /// <summary>The step that forgets a concept.</summary>
    public Step For(Concept concept) => graph.Once(StageNames.Unlearn, concept.FileName, () =>
    {
        var unlearn = experiment.Options.Unlearn;
        var parameters = new Parameters(ConceptSearch.ParametersOf(experiment, concept), unlearn.Candidates, unlearn.Layer, unlearn.Search.ForKey(), unlearn.CurvePoints);
        return new Step
        {
            Stage = StageNames.Unlearn,
            Subject = concept.FileName,
            Version = 4,
            Parameters = parameters,
            ParametersPath = "unlearn",
            Inputs = ConceptSearch.Inputs(tars.Sets, pretrain, grads, concept),
            Outputs =
            [
                new OutputSpec(Model) { PublishAs = $"models/{concept.FileName}.safetensors", PublishWhen = IsForgotten },
                new OutputSpec(Update) { PublishAs = $"updates/{concept.FileName}.safetensors", PublishWhen = IsForgotten },
                new OutputSpec(Report) { PublishAs = $"search/{concept.FileName}.json" },
            ],
            Run = context => Task.Run(() => Unlearn(parameters, experiment, graph.Resources, context)),
        };
    });

    // What did not forget is measured, and shown to nobody as a model that has.
    private static bool IsForgotten(Func<string, string> pathOf) => SearchReport.Load(pathOf(Report)).Forgotten;

    /// <summary>What a search without a winner reached at best; nothing where nothing moved.</summary>
    internal static IReadOnlyList<Measure> ReachedBy(SearchReport search) =>
        search.Nearest is { } nearest ? ClipMeasures.Reached(nearest.Forget, nearest.Retained) : [];

    private static TrialFacts FactsOf(SearchReport search, string update) => new()
    {
        Layer = search.Moved,
        Lambda = search.Step,
        StoredBytes = new FileInfo(update).Length,
        Search = search,
        LayerLabel = search.Layers.FirstOrDefault(l => l.Name == search.Moved)?.Label,
        NotForgotten = search.Forgotten ? new Dictionary<string, IReadOnlyList<Measure>>() : new() { [search.Concept] = ReachedBy(search) },
    };

    private static void Unlearn(Parameters parameters, ClipExperiment experiment, RunResources resources, IStepContext context)
    {
        using var search = new ConceptSearch(parameters.Set, experiment, resources, context);
        var (model, concept) = (search.Model, parameters.Set.Concept);
        var candidates = Candidates(parameters, search.Table);
        var moves = LayerMove.Of(model.Layers, candidates, groups: false);
        using var probe = search.Probe([.. moves.SelectMany(m => m.Layers)], context.Cancellation);
        var searched = 0;
        var result = LayerSearch.Run(model.Layers, moves, search.Forget, probe, parameters.Search.ToStepSearch(), OnLayer, context.Cancellation);

        var options = parameters.Search.ToStepSearch();
        var nearest = result.Winner is null ? NearestSteps.Measure(model.Layers, moves, search.Forget, probe, result.Layers, options) : null;
        if (result.Winner is null) context.Warn(NearestSteps.Line(concept, nearest));
        var layer = result.Winner?.Layer ?? nearest?.Layer ?? LayerChoice.DeepestOf(candidates).Name;
        var lambda = result.Winner?.Reported?.Lambda ?? nearest?.Lambda ?? 0;
        var moved = moves.First(m => m.Name == layer).Layers;
        var curve = StepSizeCurve.Measure(model.Layers, moved, search.Forget, probe, lambda, parameters.CurvePoints, context.Cancellation);
        SearchReports.Of(concept, new StepEvaluation(0, probe.Original, probe.OriginalRetained), search.Table, result, nearest, curve).Save(context.Output(Report));
        var steps = result.Layers.SelectMany(l => l.Trace).ToList();
        context.Log($"retained accuracy measured at {steps.Count(e => !e.RetainedSkipped)} of {steps.Count} steps; activations: {search.PeakActivations >> 20} MiB in memory at the peak");

        using var update = LayerUpdate.Along(concept, layer, moved, lambda, search.Forget);
        UpdateFile.Save(context.Output(Update), update);
        using (var applied = new AppliedUpdate(model.Layers, moved, search.Forget))
        {
            applied.Set(lambda);
            CheckpointImport.SaveAsItCame(model, context.Input(ConceptSearch.Original), context.Output(Model));
        }

        search.Keep();

        void OnLayer(StepSearchResult found)
        {
            context.Progress(++searched, moves.Count, "layers");
            context.Log(SearchReports.Line(found));
        }
    }

    /// <summary>A layer that the config names is the only candidate; <c>deepest</c> likewise.</summary>
    private static IReadOnlyList<LayerScore> Candidates(Parameters parameters, LayerTable table) =>
        LayerChoice.Candidates(table, parameters.Layer == LayerChoice.Best ? parameters.Candidates : [parameters.Layer]);
}
