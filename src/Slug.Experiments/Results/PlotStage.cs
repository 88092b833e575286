using Slug.Data;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Measures;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Figures.Report;
using Slug.Figures.Tables;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Results;

/// <summary>Puts the measures into a table, draws the figures, and writes the report.</summary>
public static class PlotStage
{
    /// <summary>The stage's name.</summary>
    public const string Name = "Plot";

    /// <summary>Output: table, figures and report, as they lie in the results folder.</summary>
    public const string Report = "report";

    /// <summary>Concepts in the similarity matrix, at most.</summary>
    public const int MatrixSize = 5;

    /// <summary>The table of results within <see cref="Report"/>, without its extension.</summary>
    private const string Table = "table";

    /// <summary>The same table for the terminal.</summary>
    private const string TableText = "table.txt";

    private const string Original = "original.json";

    /// <summary>The stage's one step.</summary>
    public static IEnumerable<Step> Steps(Experiment experiment)
    {
        var inputs = new Dictionary<string, ArtifactSource>
        {
            [Original] = EvaluateStage.OriginalStep(experiment).Output(EvaluateStage.Metrics),
            [CreateTarsStage.Test] = ExperimentSets.Of(experiment).Test,
            [CreateTarsStage.Classes] = ExperimentSets.Of(experiment).Classes,
            [PretrainStage.Model] = PretrainStage.StepFor(experiment).Output(PretrainStage.Model),
        };
        foreach (var concept in experiment.Concepts)
        {
            inputs[MetricsOf(concept)] = EvaluateStage.UnlearnedStep(experiment, concept).Output(EvaluateStage.Metrics);
            inputs[SearchOf(concept)] = UnlearnStage.StepFor(experiment, concept).Output(UnlearnStage.Report);
            inputs[UpdateOf(concept)] = UnlearnStage.StepFor(experiment, concept).Output(UnlearnStage.Update);
            inputs[GradientsOf(concept)] = ComputeGradsStage.ForgetStep(experiment, concept).Output(ComputeGradsStage.Gradients);
        }

        foreach (var (layers, concept) in Ablated(experiment))
        {
            inputs[SearchOf(layers, concept)] = AblationSteps.StepFor(experiment, layers, concept).Output(AblationSteps.Report);
            inputs[MetricsOf(layers, concept)] = EvaluateStage.AblationStep(experiment, layers, concept).Output(EvaluateStage.Metrics);
        }

        foreach (var group in experiment.Groups) inputs[MetricsOf(group)] = EvaluateStage.TogetherStep(experiment, group).Output(EvaluateStage.Metrics);
        foreach (var (row, concept) in Compared(experiment))
        {
            inputs[EpochsOf(row, concept)] = ComparisonSteps.StepFor(experiment, row, concept).Output(ComparisonSteps.Report);
            inputs[MetricsOf(row, concept)] = EvaluateStage.ComparisonStep(experiment, row, concept).Output(EvaluateStage.Metrics);
        }

        yield return new Step
        {
            Stage = Name,
            Version = 7,
            // The report prints the config, so it depends on all of it.
            Parameters = experiment.Options,
            Inputs = inputs,
            Outputs = [new OutputSpec(Report, ArtifactKind.Folder) { PublishAs = "" }],
            Run = context => Task.Run(() => Plot(experiment, context)),
        };
    }

    /// <summary>The table of results as text, and where everything is.</summary>
    /// <param name="report">The stage's output.</param>
    /// <param name="resultsFolder">Where the user finds it.</param>
    public static string Summary(string report, string resultsFolder)
    {
        var shown = Path.GetRelativePath(Environment.CurrentDirectory, resultsFolder);
        return $"\n{File.ReadAllText(Path.Combine(report, TableText))}\nResults: {shown}/ (table.md, figures/, models/, updates/, report.html)";
    }

    /// <summary>The table for programs within the stage's output.</summary>
    /// <param name="report">The output.</param>
    public static string TablePath(string report) => Path.Combine(report, $"{Table}.json");

    private static void Plot(Experiment experiment, IStepContext context)
    {
        var folder = context.Output(Report);
        var original = ModelMetrics.Load(context.Input(Original));
        var forgotten = experiment.Concepts.Select(concept => new ForgottenConcept(
            concept,
            SearchReport.Load(context.Input(SearchOf(concept))),
            ModelMetrics.Load(context.Input(MetricsOf(concept))),
            (context.InputDuration(SearchOf(concept)) + context.InputDuration(GradientsOf(concept)))?.TotalSeconds,
            Larger(context.InputPeakMemory(SearchOf(concept)), context.InputPeakMemory(GradientsOf(concept))))).ToList();

        var ablated = Ablated(experiment).Select(a => new AblatedConcept(
            a.Layers,
            a.Concept,
            AblationReport.Load(context.Input(SearchOf(a.Layers, a.Concept))),
            ModelMetrics.Load(context.Input(MetricsOf(a.Layers, a.Concept))),
            (context.InputDuration(SearchOf(a.Layers, a.Concept)) + context.InputDuration(GradientsOf(a.Concept)))?.TotalSeconds,
            context.InputPeakMemory(SearchOf(a.Layers, a.Concept)))).ToList();
        var together = experiment.Groups.Select(group => new ForgottenGroup(group, ModelMetrics.Load(context.Input(MetricsOf(group))))).ToList();
        var compared = Compared(experiment).Select(c => new ComparedConcept(
            c.Row,
            c.Concept,
            ComparisonReport.Load(context.Input(EpochsOf(c.Row, c.Concept))),
            ModelMetrics.Load(context.Input(MetricsOf(c.Row, c.Concept))),
            context.InputDuration(EpochsOf(c.Row, c.Concept))?.TotalSeconds,
            context.InputPeakMemory(EpochsOf(c.Row, c.Concept)))).ToList();
        var rows = ResultRows.Of(original, forgotten, ablated, together, compared, experiment.Options.Published, new FileInfo(context.Input(PretrainStage.Model)).Length, UpdateBytes);
        IReadOnlyList<string> notes = [.. MembershipNote.Of(experiment.Options, original.UnseenPairs), .. DampeningNote.Of(experiment.Options)];
        ResultTable.Save(rows, Path.Combine(folder, Table), notes);
        File.WriteAllText(Path.Combine(folder, TableText), ResultTable.ToText(rows, notes));
        context.Cancellation.ThrowIfCancellationRequested();

        var figures = ExperimentFigures.Draw(original, forgotten, rows, TestSet(context), folder, context);
        var content = ReportContent.Of(experiment.Options.Experiment, experiment.ConfigText, rows, notes, figures, forgotten, RunProvenance.Of(experiment.Run), UpdateBytes);
        HtmlReport.Save(content, Path.Combine(folder, "report.html"));
        context.Log($"{rows.Count} rows, {figures.Count} figures");

        long UpdateBytes(Concept concept) => new FileInfo(context.Input(UpdateOf(concept))).Length;
    }

    private static long? Larger(long? a, long? b) => a > b ? a : b ?? a;

    private static (EvaluationSet Pictures, ClassList Classes) TestSet(IStepContext context)
    {
        var classes = ClassList.Load(context.Input(CreateTarsStage.Classes));
        return (EvaluationSet.Open(context.Input(CreateTarsStage.Test), classes.Names), classes);
    }

    private static IEnumerable<(ComparisonOptions Row, Concept Concept)> Compared(Experiment experiment) =>
        experiment.Options.Compare.SelectMany(row => experiment.Concepts.Select(concept => (row, concept)));

    private static IEnumerable<(string Layers, Concept Concept)> Ablated(Experiment experiment) =>
        experiment.Options.Unlearn.Ablations.SelectMany(layers => experiment.Concepts.Select(concept => (layers, concept)));

    private static string SearchOf(string layers, Concept concept) => $"search-{layers}-{concept.FileName}.json";

    private static string MetricsOf(string layers, Concept concept) => $"metrics-{layers}-{concept.FileName}.json";

    private static string EpochsOf(ComparisonOptions row, Concept concept) => $"epochs-{row.FileName}-{concept.FileName}.json";

    private static string MetricsOf(ComparisonOptions row, Concept concept) => $"metrics-{row.FileName}-{concept.FileName}.json";

    private static string MetricsOf(ConceptGroup group) => $"metrics-together-{group.FileName}.json";

    private static string MetricsOf(Concept concept) => $"metrics-{concept.FileName}.json";

    private static string SearchOf(Concept concept) => $"search-{concept.FileName}.json";

    private static string UpdateOf(Concept concept) => $"update-{concept.FileName}.safetensors";

    private static string GradientsOf(Concept concept) => $"gradients-{concept.FileName}.safetensors";
}
