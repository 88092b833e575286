using Slug.Experiments.Graph;
using Slug.Figures.Report;
using Slug.Figures.Tables;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Results;

/// <summary>Puts the measures into a table, draws the figures, and writes the report.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="graph">Its steps.</param>
/// <param name="trials">What was measured, in the table's order; the original model first.</param>
/// <param name="metricsOf">The measures of a trial.</param>
/// <param name="view">What the family shows of them beside the table.</param>
public sealed class PlotStage(Experiment experiment, StepGraph graph, IReadOnlyList<Trial> trials, Func<Trial, StepOutput> metricsOf, IResultView view)
{
    /// <summary>Output: table, figures and report, as they lie in the results folder.</summary>
    public const string Report = "report";

    /// <summary>All measures within <see cref="Report"/>, with what is better and how many samples they rest on.</summary>
    public const string Measures = "measures.json";

    /// <summary>Concepts in the similarity matrix, at most.</summary>
    public const int MatrixSize = 5;

    /// <summary>The table of results within <see cref="Report"/>, without its extension.</summary>
    private const string Table = "table";

    /// <summary>What stands below it on the terminal.</summary>
    private const string Notes = "notes.txt";

    /// <summary>What its columns mean, a heading and a meaning a line.</summary>
    private const string Columns = "columns.txt";

    /// <summary>The folders of results that the end of a run speaks of, where the family has them.</summary>
    private static readonly string[] PublishedFolders = ["models", "updates", "pictures", "answers", "exports"];

    /// <summary>The stage's one step.</summary>
    public Step Step => graph.Once(StageNames.Plot, null, () =>
    {
        var inputs = view.Inputs.ToDictionary();
        foreach (var trial in trials)
        {
            inputs[MetricsOf(trial)] = metricsOf(trial);
            foreach (var (name, output) in trial.Reads) inputs[InputOf(trial, name)] = output;
        }

        return new Step
        {
            Stage = StageNames.Plot,
            // 15: answers before and after side by side, those to question files with their pictures; FA of answers, which have no five first places; 16: the figure of methods has
            // SLUG along other directions as ours.
            Version = 16,
            // The report prints the config, so it depends on all of it.
            Parameters = experiment.Options,
            Inputs = inputs,
            Outputs = [new OutputSpec(Report, ArtifactKind.Folder) { PublishAs = "" }],
            Run = context => Task.Run(() => Plot(context)),
        };
    });

    /// <summary>How a run ended: the table of results, where everything is, and the verdict last; after the stage has run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="width">Characters in a line of the terminal.</param>
    public static RunSummary Summary(ExperimentRun run, int width)
    {
        ArgumentNullException.ThrowIfNull(run);
        var shown = Path.GetRelativePath(Environment.CurrentDirectory, run.ResultsFolder);
        var folder = run.Find(StageNames.Plot, Report)!;
        var rows = Rows(folder);
        var verdict = RunVerdict.TryOf(rows);
        var glossary = File.ReadLines(Path.Combine(folder, Columns)).Select(line => line.Split('\t', 2)).Select(entry => new GlossaryEntry(entry[0], entry[1])).ToList();
        var table = ResultTable.ToText(rows, File.ReadAllLines(Path.Combine(folder, Notes)), glossary, width);
        var where = Paragraph.Of($"Results: {shown}/ ({string.Join(", ", Shown(run))})", width, indent: 2);
        return new RunSummary($"\n{table}\n{where}\n{verdict?.ToText(width)}", verdict?.NotForgotten ?? []);
    }

    /// <summary>The verdict of a run whose table is up to date; null where it is not, or where nothing was to be forgotten.</summary>
    /// <param name="run">The run.</param>
    public static RunVerdict? Verdict(ExperimentRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Find(StageNames.Plot, Report) is { } folder ? RunVerdict.TryOf(Rows(folder)) : null;
    }

    /// <summary>The rows of the table of a run that is up to date.</summary>
    /// <param name="report">The stage's output.</param>
    public static IReadOnlyList<ResultRow> RowsOf(string report) => Rows(report);

    /// <summary>The table for programs within the stage's output.</summary>
    /// <param name="report">The output.</param>
    public static string TablePath(string report) => Path.Combine(report, $"{Table}.json");

    /// <summary>What a user looks at first in the results folder.</summary>
    private static IEnumerable<string> Shown(ExperimentRun run)
    {
        var folders = run.Steps.SelectMany(s => s.Outputs).Select(o => o.PublishAs?.Split('/')[0]).ToHashSet();
        return ["table.md", "figures/", .. PublishedFolders.Where(folders.Contains).Select(folder => $"{folder}/"), "report.html"];
    }

    private void Plot(IStepContext context)
    {
        var folder = context.Output(Report);
        var measured = trials.Select(trial => Load(trial, context)).ToList();
        var rows = ResultRows.Of(measured, experiment.Published);
        var notes = view.NotesOn(measured);
        var glossary = Glossary.Of(rows, view.MeaningOf);
        ResultTable.Save(rows, Path.Combine(folder, Table), notes, glossary);
        if (experiment.Kind is not null) File.WriteAllText(Path.Combine(folder, $"{Table}.tex"), ResultTable.ToLatex(rows));
        RequestKindFiles.Save(KindsOf(rows), folder);
        MeasureFile.Save(rows, Path.Combine(folder, Measures));
        File.WriteAllLines(Path.Combine(folder, Notes), notes);
        File.WriteAllLines(Path.Combine(folder, Columns), glossary.Select(entry => $"{entry.Column}\t{entry.Meaning}"));
        context.Cancellation.ThrowIfCancellationRequested();

        var figures = new FigureFolder(folder, context.Cancellation);
        view.Draw(measured, rows, figures, context);
        var text = view.Text(measured, rows, context);
        var content = new HtmlReportContent(
            $"{experiment.Options.Experiment}: single-layer unlearning",
            text.Summary,
            rows,
            figures.All,
            experiment.ConfigText,
            [.. RunProvenance.Of(experiment.Run).OrderBy(p => p.Key, StringComparer.Ordinal)],
            text.Files)
        {
            Glossary = glossary,
            Notes = notes,
            Details = text.Details,
            Tables = text.Tables,
        };
        HtmlReport.Save(content, Path.Combine(folder, "report.html"));
        context.Log($"{rows.Count} rows, {figures.All.Count} figures");
    }

    /// <summary>The kinds of concepts, where there are several.</summary>
    private IReadOnlyList<RequestKind> KindsOf(IReadOnlyList<ResultRow> rows)
    {
        var kinds = experiment.Concepts.Where(c => experiment.KindOf(c) is not null).GroupBy(c => experiment.KindOf(c)!, StringComparer.Ordinal).ToList();
        if (kinds.Count < 2) return [];
        return [.. kinds.Select(kind =>
        {
            var names = kind.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
            return new RequestKind(kind.Key, ResultRows.Together([[.. rows.Where(row => names.Contains(row.Concept))]], [.. experiment.Options.Published.Where(p => p.Of == kind.Key)]), names.Count, names.Count);
        })];
    }

    private static IReadOnlyList<ResultRow> Rows(string folder) => [.. MeasureFile.Load(Path.Combine(folder, Measures)).Select(row => row.ToRow())];

    private static MeasuredTrial Load(Trial trial, IStepContext context)
    {
        string[] timed = [.. trial.Timed.Select(name => InputOf(trial, name))];
        return new MeasuredTrial(
            trial,
            ModelMetrics.Load(context.Input(MetricsOf(trial))),
            trial.Facts(name => context.Input(InputOf(trial, name))),
            timed.Length == 0 ? null : timed.Select(context.InputDuration).Aggregate((a, b) => a + b)?.TotalSeconds,
            timed.Select(context.InputPeakMemory).Max())
        {
            Phases = [.. trial.Phases.Select(phase => phase.Measure(context, name => InputOf(trial, name)))],
        };
    }

    private static string MetricsOf(Trial trial) => $"{trial.Name}/metrics.json";

    private static string InputOf(Trial trial, string name) => $"{trial.Name}/{name}";
}
