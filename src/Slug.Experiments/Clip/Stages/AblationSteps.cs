using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Measures;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Pipeline.Stages;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// The steps of the Unlearn stage that move more than one layer along the same gradient by one step size, found by the same search: what moving a
/// single layer is compared with (paper, the ablations of section 4).
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="tars">Its sets.</param>
/// <param name="pretrain">Its original model.</param>
/// <param name="grads">Its gradients.</param>
public sealed class AblationSteps(ClipExperiment experiment, StepGraph graph, CreateTarsStage tars, PretrainStage pretrain, ComputeGradsStage grads)
{
    /// <summary>Output: the model.</summary>
    public const string Model = "model.safetensors";

    /// <summary>Output: the search for the step size.</summary>
    public const string Report = "search.json";

    private sealed record Parameters(ConceptSearch.Parameters Set, string Layers, SearchOptions Search);

    /// <summary>A step for each ablation and each concept.</summary>
    public IEnumerable<Step> Steps => All.Select(a => For(a.Layers, a.Concept));

    /// <summary>A trial for each ablation and each concept.</summary>
    public IEnumerable<Trial> Trials => All.Select(a => new Trial
    {
        Name = $"{a.Layers}-{a.Concept.FileName}",
        Series = a.Layers,
        Kind = TrialKind.Variant,
        Method = "slug",
        Setting = grads.SettingOf(a.Layers == LayerGroups.WholeModel ? "whole model" : "all Pareto layers"),
        Concepts = [a.Concept],
        Model = For(a.Layers, a.Concept).Output(Model),
        Reads = new Dictionary<string, StepOutput>(grads.CostsOf(a.Concept)) { [Report] = For(a.Layers, a.Concept).Output(Report) },
        Timed = [Report, .. grads.CostsOf(a.Concept).Keys],
        Facts = file => FactsOf(AblationReport.Load(file(Report))),
    });

    private IEnumerable<(string Layers, Concept Concept)> All =>
        experiment.Options.Unlearn.Ablations.SelectMany(layers => experiment.Concepts.Select(concept => (layers, concept)));

    /// <summary>The step that forgets a concept by moving a group of layers.</summary>
    public Step For(string layers, Concept concept) => graph.Once(StageNames.Unlearn, $"{layers}-{concept.FileName}", () =>
    {
        var parameters = new Parameters(ConceptSearch.ParametersOf(experiment, concept), layers, experiment.Options.Unlearn.Search.ForKey());
        return new Step
        {
            Stage = StageNames.Unlearn,
            Subject = $"{layers}-{concept.FileName}",
            Version = 2,
            Parameters = parameters,
            ParametersPath = "unlearn",
            Inputs = ConceptSearch.Inputs(tars.Sets, pretrain, grads, concept),
            Outputs = [new OutputSpec(Model), new OutputSpec(Report)],
            Run = context => Task.Run(() => Unlearn(parameters, experiment, graph.Resources, context)),
        };
    });

    private static TrialFacts FactsOf(AblationReport report) => new()
    {
        Lambda = report.Step,
        StoredBytes = report.ChangedBytes,
        NotForgotten = report.Search.Reported is not null
            ? new Dictionary<string, IReadOnlyList<Measure>>()
            : new() { [report.Concept] = LayerChoice.Nearest([report.Search]) is var (_, at) ? ClipMeasures.Reached(at.Forget, at.Retained) : [] },
    };

    private static void Unlearn(Parameters parameters, ClipExperiment experiment, RunResources resources, IStepContext context)
    {
        using var search = new ConceptSearch(parameters.Set, experiment, resources, context);
        var move = LayerGroups.Of(parameters.Layers, search.Model.Layers, search.Table, search.Forget);
        using var probe = search.Probe(move.Layers, context.Cancellation);
        var found = StepSizeSearch.Run(search.Model.Layers, move, search.Forget, probe, parameters.Search.ToStepSearch(), context.Cancellation);
        context.Log(SearchReports.Line(found));
        var bytes = move.Layers.Sum(name => search.Forget[name].numel() * sizeof(float));
        var report = new AblationReport(parameters.Set.Concept, move.Layers, bytes, found);
        report.Save(context.Output(Report));
        using (var applied = new AppliedUpdate(search.Model.Layers, move.Layers, search.Forget))
        {
            applied.Set(report.Step);
            CheckpointImport.SaveAsItCame(search.Model, context.Input(ConceptSearch.Original), context.Output(Model));
        }

        search.Keep();
    }
}
