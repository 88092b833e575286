using System.Globalization;
using Slug.Data;
using Slug.Experiments.Data;
using Slug.Experiments.Results;
using Slug.Figures.Similarity;
using Slug.Figures.StepSize;
using Slug.Figures.Tables;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Clip.Reporting;

/// <summary>Draws the figures of an experiment with CLIP, each as PNG and SVG.</summary>
internal static class ClipFigures
{
    /// <summary>Draws all figures.</summary>
    /// <param name="trials">What was measured, the original model first.</param>
    /// <param name="rows">The result table.</param>
    /// <param name="testSet">The test set with its classes, for the concepts' pictures.</param>
    /// <param name="figures">Takes them.</param>
    /// <param name="context">The step that draws.</param>
    public static void Draw(
        IReadOnlyList<MeasuredTrial> trials, IReadOnlyList<ResultRow> rows, (EvaluationSet Pictures, ClassList Classes) testSet, FigureFolder figures, IStepContext context)
    {
        var original = trials[0].Metrics;
        SharedFigures.TradeOff(rows, figures, "Accuracy kept against accuracy left on the forgotten concepts, means over concepts on the test set; the upper left is the goal.");
        var forgotten = trials.Where(t => t.Trial.Kind == TrialKind.Slug).ToList();
        var shown = forgotten.Take(original.Similarity.Count).ToList();
        foreach (var trial in forgotten)
        {
            var (concept, search) = (trial.Trial.Concepts[0], trial.Facts.Search!);
            SharedFigures.ParetoFronts(search, figures, concept.FileName);
            if (search.Curve.Count > 0)
            {
                figures.Add(
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
                var remains = rows.First(row => row.IsAsked && row.Setting == trial.Trial.Setting && row.Concept == concept.Name).IsForgotten == false;
                figures.Add(
                    $"similarity-{concept.FileName}",
                    $"{concept.Name}: similarities before and after",
                    remains
                        ? $"NOT FORGOTTEN: cosine similarities of test pictures and captions. Forgetting '{concept.Name}' would have broken the match of its picture and caption and left the others."
                        : "Cosine similarities of test pictures and captions. Forgetting breaks the match of the concept's picture and caption and leaves the others.",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Two matrices of cosine similarities of {shown.Count} pictures and captions, before and after. Of the concept's own picture and caption: {original.Similarity[shown.IndexOf(trial)][shown.IndexOf(trial)]:0.00} before, {trial.Metrics.Similarity[shown.IndexOf(trial)][shown.IndexOf(trial)]:0.00} after."),
                    path => SimilarityMatrixFigure.Save(Matrix(original, trial, remains, shown, testSet), path),
                    narrow: SimilarityMatrixFigure.Narrow);
            }

            context.Progress(figures.All.Count, 0, "figures");
        }
    }

    private static StepSizeData Curve(SearchReport search) => new(
        search.Concept,
        search.MovedLabel!,
        [.. search.Curve.Select(p => new StepSizePoint(p.Lambda, p.Forget.Top1, p.Forget.Top5, p.Retained!.Value))],
        search.Step,
        search.Original.Retained);

    private static SimilarityMatrixData Matrix(
        ModelMetrics original, MeasuredTrial changed, bool remains, IReadOnlyList<MeasuredTrial> shown, (EvaluationSet Pictures, ClassList Classes) testSet)
    {
        var concepts = shown.Select(s => s.Trial.Concepts[0].Name)
            .Select(name => (Name: name, Picture: testSet.Pictures.First(testSet.Classes.IndexOf(name)).MiddleSquare()))
            .Select(s => new SimilarityConcept(s.Name, s.Picture.Pixels, s.Picture.Width, s.Name == changed.Trial.Concepts[0].Name, remains)).ToList();
        return new SimilarityMatrixData(concepts, Square(original.Similarity), Square(changed.Metrics.Similarity));
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
