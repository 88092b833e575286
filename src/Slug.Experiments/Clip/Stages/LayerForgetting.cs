using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Models.Layers;
using Slug.Pipeline.Stages;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.StepSearch;
using Slug.Unlearning.Updates;

namespace Slug.Experiments.Clip.Stages;

/// <summary>
/// Forgets one concept by one layer, or group of layers, of any family's model (paper, section 3): searches the step size of each candidate, takes what forgets
/// and keeps the most, or the step that came nearest, and leaves the report and the update.
/// </summary>
/// <param name="Concept">The concept.</param>
/// <param name="Model">The layers of the model with its original weights, which it has again afterwards.</param>
/// <param name="Table">The scores of the candidate layers.</param>
/// <param name="Moves">What is searched.</param>
/// <param name="Ascent">The direction of every layer that moves.</param>
/// <param name="Probe">Measures the model.</param>
/// <param name="Options">How each search is run.</param>
/// <param name="Grid">The step sizes of the curve.</param>
internal sealed record LayerForgetting(
    string Concept, LayerSet Model, LayerTable Table, IReadOnlyList<LayerMove> Moves, GradientSet Ascent, IUnlearningProbe Probe, StepSearchOptions Options, StepSizeGrid Grid)
{
    /// <summary>Output of a step that forgets: the change alone.</summary>
    public const string Update = "update.safetensors";

    /// <summary>Output of a step that forgets: how layer and step size were chosen.</summary>
    public const string Report = SearchVerdict.Report;

    /// <summary>A layer's outcome as a line of the log.</summary>
    public Func<StepSearchResult, string> Line { get; init; } = SearchReports.Line;

    /// <summary>The warning where nothing forgets.</summary>
    public Func<string, NearestStep?, string> NotForgotten { get; init; } = NearestSteps.Line;

    /// <summary>By what the step size found is multiplied.</summary>
    public double Margin { get; init; } = 1;

    /// <summary>The share left of the concept and what is kept, 0 to 1, of a model as it is now, where that is not what the search goes by; null where it is.</summary>
    public Func<(double Left, double Kept)>? Look { get; init; }

    /// <summary>A copy of the model in which layers are searched at the same time; null for none.</summary>
    public SearchedModel? Second { get; init; }

    /// <summary>The trial of the step that forgets a concept.</summary>
    /// <param name="concept">The concept.</param>
    /// <param name="step">The step, with the outputs <see cref="Update"/> and <see cref="Report"/>.</param>
    /// <param name="model">Its output that makes the model.</param>
    /// <param name="grads">The gradients, which count as its cost.</param>
    /// <param name="reached">The measures of what came nearest, where nothing forgot.</param>
    public static Trial TrialOf(Concept concept, Step step, string model, ComputeGradsStage grads, Func<NearestStep, IReadOnlyList<Measure>> reached) => new()
    {
        Name = $"slug-{concept.FileName}",
        Series = "slug",
        Kind = TrialKind.Slug,
        Method = "slug",
        IsAsked = true,
        Setting = grads.Setting,
        Concepts = [concept],
        Model = step.Output(model),
        Claims = [.. new[] { model, Update }.Distinct().Select(step.Output)],
        Reads = new Dictionary<string, StepOutput>(grads.CostsOf(concept)) { [Report] = step.Output(Report), [Update] = step.Output(Update) },
        Timed = [Report, .. grads.CostsOf(concept).Keys],
        Facts = file => FactsOf(SearchReport.Load(file(Report)), file(Update), reached),
    };

    /// <summary>An output that is published where the search forgot: what did not is measured, and shown to nobody as a model that has.</summary>
    /// <param name="name">The output.</param>
    /// <param name="place">Where in the results folder.</param>
    public static OutputSpec Published(string name, string place) => new(name) { PublishAs = place, PublishWhen = pathOf => SearchReport.Load(pathOf(Report)).Forgotten };

    /// <summary>The outputs <see cref="Update"/> and <see cref="Report"/>.</summary>
    /// <param name="file">What their files are called.</param>
    public static IEnumerable<OutputSpec> OutputsOf(string file) =>
        [Published(Update, $"updates/{file}.safetensors"), new OutputSpec(Report) { PublishAs = $"search/{file}.json" }];

    /// <summary>Measures the model before any change.</summary>
    /// <param name="moves">What will be searched.</param>
    /// <param name="probe">Measures it.</param>
    /// <param name="look">See <see cref="Look"/>.</param>
    public static StepEvaluation Before(IReadOnlyList<LayerMove> moves, IUnlearningProbe probe, Func<(double Left, double Kept)>? look = null)
    {
        probe.Focus(moves[0].Layers);
        return StepSizeCurve.At(0, probe, look);
    }

    /// <summary>Searches, and writes the outputs <see cref="Report"/> and <see cref="Update"/>.</summary>
    /// <param name="original">The model before any change.</param>
    /// <param name="context">The step.</param>
    /// <returns>What was searched, and what moves by which step size.</returns>
    public (LayerSearchResult Searched, IReadOnlyList<string> Moved, double Lambda) Run(StepEvaluation original, IStepContext context)
    {
        var searched = 0;
        var result = StepSizeSearch.RunAll(Model, Moves, Ascent, Probe, Options, OnLayer, context.Cancellation, Second);
        var nearest = result.Winner is null ? NearestSteps.Measure(Model, Moves, Ascent, Probe, result.Layers, Options) : null;
        if (result.Winner is null) context.Warn(NotForgotten(Concept, nearest));
        var layer = result.Winner?.Layer ?? nearest?.Layer ?? Moves[0].Name;
        var margin = result.Winner is null ? 1 : Margin;
        var lambda = (result.Winner?.Reported?.Lambda ?? nearest?.Lambda ?? 0) * margin;
        var moved = Moves.First(m => m.Name == layer).Layers;
        var curve = StepSizeCurve.Measure(Model, moved, Ascent, Probe, lambda, Grid, Look, context.Cancellation);
        var report = SearchReports.Of(Concept, original, Table, result, nearest, curve);
        // What moves is the step with its margin; the curve says what that does.
        (report with { Lambda = report.Lambda * margin, RelativeChange = report.RelativeChange * margin }).Save(context.Output(Report));
        using var update = LayerUpdate.Along(Concept, layer, moved, lambda, Ascent);
        UpdateFile.Save(context.Output(Update), update);
        return (result, moved, lambda);

        void OnLayer(StepSearchResult found)
        {
            context.Progress(++searched, Moves.Count, "layers");
            context.Log(Line(found));
        }
    }

    private static TrialFacts FactsOf(SearchReport search, string update, Func<NearestStep, IReadOnlyList<Measure>> reached) => new()
    {
        Layer = search.Moved,
        LayerLabel = search.MovedLabel,
        Lambda = search.Step,
        StoredBytes = new FileInfo(update).Length,
        Search = search,
        NotForgotten = search.Forgotten
            ? new Dictionary<string, IReadOnlyList<Measure>>()
            : new() { [search.Concept] = search.Nearest is { } nearest ? reached(nearest) : [] },
    };
}
