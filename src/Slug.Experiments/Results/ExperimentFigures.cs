using System.Globalization;
using Slug.Data;
using Slug.Experiments.Data;
using Slug.Figures.ParetoFront;
using Slug.Figures.Report;
using Slug.Figures.Similarity;
using Slug.Figures.StepSize;
using Slug.Figures.Tables;
using Slug.Figures.TradeOff;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Results;

/// <summary>Draws the figures of an experiment, each as PNG and SVG.</summary>
internal static class ExperimentFigures
{
    /// <summary>Draws all figures under <c>figures/</c>.</summary>
    /// <param name="trials">What was measured, the original model first.</param>
    /// <param name="rows">The result table.</param>
    /// <param name="testSet">The test set with its classes, for the concepts' pictures.</param>
    /// <param name="folder">The report's folder.</param>
    /// <param name="context">The step that draws.</param>
    /// <returns>The figures, for the report.</returns>
    public static IReadOnlyList<ReportFigure> Draw(
        IReadOnlyList<MeasuredTrial> trials, IReadOnlyList<ResultRow> rows, (EvaluationSet Pictures, ClassList Classes) testSet, string folder, IStepContext context)
    {
        var original = trials[0].Metrics;
        var figures = new List<ReportFigure>();
        if (MethodPoints(trials, rows) is { Count: > 2 } methods)
        {
            var (left, kept) = (First(rows[0], MeasureSubject.Forgotten), First(rows[0], MeasureSubject.Kept));
            Add(
                "trade-off",
                "What methods forget and what they keep",
                "Accuracy kept against accuracy left on the forgotten concepts, means over concepts on the test set; the upper left is the goal.",
                $"Scatter plot, a mark a method: {string.Join("; ", methods.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Method} leaves {m.Forgotten:P1} and keeps {m.Retained:P1}")))}.",
                path => MethodTradeOffFigure.Save(new MethodTradeOffData("What methods forget and what they keep", left.Label, kept.Label, methods), path));
        }

        var forgotten = trials.Where(t => t.Trial.Kind == TrialKind.Slug).ToList();
        var shown = forgotten.Take(original.Similarity.Count).ToList();
        foreach (var trial in forgotten)
        {
            var (concept, search) = (trial.Trial.Concepts[0], trial.Facts.Search!);
            foreach (var tower in search.Layers.GroupBy(l => l.Tower))
            {
                Add(
                    $"pareto-{concept.FileName}-{tower.Key}",
                    $"{concept.Name}: layers of the {tower.Key} tower",
                    "Layers towards the upper left matter most for the concept and least for everything else. The Pareto front is labelled.",
                    $"Scatter plot of {tower.Count()} layers, importance against alignment. On the Pareto front: {string.Join(", ", tower.Where(l => l.OnFront).Select(l => l.ShortName))}. Changed: {Label(search) ?? "none"}.",
                    path => ParetoFrontFigure.Save(Front(search, tower), path),
                    isDetail: true);
            }

            if (search.Curve.Count > 0)
            {
                Add(
                    $"step-size-{concept.FileName}",
                    $"{concept.Name}: accuracy against step size",
                    "What is left of the concept, and what is kept of everything else, on the search set, as the chosen layer moves further.",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Line plot over step sizes from {search.Curve[0].Lambda:G3} to {search.Curve[^1].Lambda:G3}: FA@1 goes from {search.Curve[0].Forget.Top1:P0} to {search.Curve[^1].Forget.Top1:P0}, what is kept from {search.Curve[0].Retained:P0} to {search.Curve[^1].Retained:P0}; taken was {search.Step:G3}."),
                    path => StepSizeFigure.Save(Curve(search), path),
                    isDetail: true);
            }

            if (shown.Contains(trial))
            {
                Add(
                    $"similarity-{concept.FileName}",
                    $"{concept.Name}: similarities before and after",
                    "Cosine similarities of test pictures and captions. Forgetting breaks the match of the concept's picture and caption and leaves the others.",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Two matrices of cosine similarities of {shown.Count} pictures and captions, before and after. Of the concept's own picture and caption: {original.Similarity[shown.IndexOf(trial)][shown.IndexOf(trial)]:0.00} before, {trial.Metrics.Similarity[shown.IndexOf(trial)][shown.IndexOf(trial)]:0.00} after."),
                    path => SimilarityMatrixFigure.Save(Matrix(original, trial, shown, testSet), path));
            }

            context.Progress(figures.Count, 0, "figures");
        }

        return figures;

        void Add(string file, string title, string caption, string alternative, Action<string> save, bool isDetail = false)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, "figures", file);
            save(path);
            figures.Add(new ReportFigure(title, caption, path + ".svg") { Alternative = alternative, IsDetail = isDetail });
        }
    }

    private static List<MethodTradeOffPoint> MethodPoints(IReadOnlyList<MeasuredTrial> trials, IReadOnlyList<ResultRow> rows) =>
    [
        .. trials.Select(t => t.Trial).DistinctBy(t => t.Series).Zip(rows.Where(r => r.Concept == ResultRow.Mean), (trial, row) => new MethodTradeOffPoint(
            string.Join(' ', new[] { row.Method, row.LearningRate?.ToString("0.##e0", CultureInfo.InvariantCulture), row.Setting }.Where(p => p is not null)),
            First(row, MeasureSubject.Forgotten).Value!.Value,
            First(row, MeasureSubject.Kept).Value!.Value,
            trial.Kind switch
            {
                TrialKind.Original => MethodKind.Original,
                TrialKind.Slug => MethodKind.Ours,
                _ => MethodKind.Comparison,
            })),
    ];

    private static Measure First(ResultRow row, MeasureSubject subject) => row.Measures.First(m => m.Subject == subject);

    private static ParetoFrontData Front(SearchReport search, IGrouping<string, SearchedLayer> tower) => new(
        search.Concept,
        tower.Key,
        [.. tower.Select(l => new ParetoFrontPoint(l.ShortName, l.Alignment, l.Importance, l.OnFront, l.Name == search.Moved))],
        search.Layers.FirstOrDefault(l => l.Name == search.Moved) is { } changed ? $"{changed.ShortName} ({changed.Tower} tower)" : null);

    private static string? Label(SearchReport search) => search.Layers.FirstOrDefault(l => l.Name == search.Moved)?.Label;

    private static StepSizeData Curve(SearchReport search) => new(
        search.Concept,
        Label(search)!,
        [.. search.Curve.Select(p => new StepSizePoint(p.Lambda, p.Forget.Top1, p.Forget.Top5, p.Retained!.Value))],
        search.Step,
        search.Original.Retained);

    private static SimilarityMatrixData Matrix(
        ModelMetrics original, MeasuredTrial forgotten, IReadOnlyList<MeasuredTrial> shown, (EvaluationSet Pictures, ClassList Classes) testSet)
    {
        var concepts = shown.Select(s => s.Trial.Concepts[0].Name)
            .Select(name => (Name: name, Picture: testSet.Pictures.First(testSet.Classes.IndexOf(name)).MiddleSquare()))
            .Select(s => new SimilarityConcept(s.Name, s.Picture.Pixels, s.Picture.Width, s.Name == forgotten.Trial.Concepts[0].Name)).ToList();
        return new SimilarityMatrixData(concepts, Square(original.Similarity), Square(forgotten.Metrics.Similarity));
    }

    private static double[,] Square(IReadOnlyList<IReadOnlyList<double>> rows)
    {
        var square = new double[rows.Count, rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            for (var j = 0; j < rows.Count; j++) square[i, j] = rows[i][j];
        }

        return square;
    }
}
