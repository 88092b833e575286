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
    public const string Update = LayerForgetting.Update;

    /// <summary>Output: how layer and step size were chosen.</summary>
    public const string Report = LayerForgetting.Report;

    private sealed record Parameters(ConceptSearch.Parameters Set, IReadOnlyList<string> Candidates, string Layer, SearchOptions Search, int CurvePoints);

    /// <summary>One step per concept.</summary>
    public IEnumerable<Step> Steps => experiment.Concepts.Select(For);

    /// <summary>One trial per concept.</summary>
    public IEnumerable<Trial> Trials => experiment.Concepts.Select(concept =>
        LayerForgetting.TrialOf(concept, For(concept), Model, grads, Reached));

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
            Outputs = [LayerForgetting.Published(Model, $"models/{concept.FileName}.safetensors"), .. LayerForgetting.OutputsOf(concept.FileName)],
            Run = context => Task.Run(() => Unlearn(parameters, experiment, graph.Resources, context)),
        };
    });

    /// <summary>What a search without a winner reached at best; nothing where nothing moved.</summary>
    internal static IReadOnlyList<Measure> ReachedBy(SearchReport search) => search.Nearest is { } nearest ? Reached(nearest) : [];

    private static IReadOnlyList<Measure> Reached(NearestStep nearest) => ClipMeasures.Reached(nearest.Forget, nearest.Retained);

    private static void Unlearn(Parameters parameters, ClipExperiment experiment, RunResources resources, IStepContext context)
    {
        using var search = new ConceptSearch(parameters.Set, experiment, resources, context);
        var (model, concept) = (search.Model, parameters.Set.Concept);
        var candidates = Candidates(parameters, search.Table);
        var moves = LayerMove.Of(model.Layers, candidates, groups: false);
        using var probe = search.Probe([.. moves.SelectMany(m => m.Layers)], context.Cancellation);
        var forgetting = new LayerForgetting(
            concept, model.Layers, search.Table, moves, search.Forget, probe, parameters.Search.ToStepSearch(), new StepSizeGrid(parameters.CurvePoints));
        var (result, moved, lambda) = forgetting.Run(new StepEvaluation(0, probe.Original, probe.OriginalRetained), context);
        var steps = result.Layers.SelectMany(l => l.Trace).ToList();
        context.Log($"retained accuracy measured at {steps.Count(e => !e.RetainedSkipped)} of {steps.Count} steps; activations: {search.PeakActivations >> 20} MiB in memory at the peak");

        using (var applied = new AppliedUpdate(model.Layers, moved, search.Forget))
        {
            applied.Set(lambda);
            CheckpointImport.SaveAsItCame(model, context.Input(ConceptSearch.Original), context.Output(Model));
        }

        search.Keep();
    }

    /// <summary>A layer that the config names is the only candidate; <c>deepest</c> likewise.</summary>
    private static IReadOnlyList<LayerScore> Candidates(Parameters parameters, LayerTable table) =>
        LayerChoice.Candidates(table, parameters.Layer == LayerChoice.Best ? parameters.Candidates : [parameters.Layer]);
}
