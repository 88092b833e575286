using System.Globalization;
using Slug.Experiments.Results;
using Slug.Figures.Report;
using Slug.Figures.Tables;

namespace Slug.Experiments.Clip.Reporting;

/// <summary>What the HTML report of an experiment with CLIP says.</summary>
internal static class ClipReport
{
    /// <summary>Puts the text together.</summary>
    /// <param name="trials">What was measured.</param>
    /// <param name="rows">The table.</param>
    public static ReportText Of(IReadOnlyList<MeasuredTrial> trials, IReadOnlyList<ResultRow> rows)
    {
        var forgotten = trials.Where(t => t.Trial.Kind == TrialKind.Slug).ToList();
        var files = new List<ReportFile> { new("table.json", "The table, for programs."), new("models/original.safetensors", "The original model.") };
        foreach (var trial in forgotten)
        {
            var concept = trial.Trial.Concepts[0];
            if (!trial.Facts.Search!.Forgotten)
            {
                files.Add(new ReportFile($"search/{concept.FileName}.json", $"What was tried to forget '{concept.Name}', which is not forgotten: there is no model of it."));
                continue;
            }

            // Chosen by the search set, a model may still show the concept on the test set.
            if (rows.First(row => row.IsAsked && row.Setting == trial.Trial.Setting && row.Concept == concept.Name).IsForgotten != true)
            {
                files.Add(new ReportFile(
                    $"search/{concept.FileName}.json",
                    $"How layer and step size were chosen for '{concept.Name}', which is NOT FORGOTTEN: of the search set nothing is left, and of the test set too much, so there is no model of it."));
                continue;
            }

            files.Add(new ReportFile($"models/{concept.FileName}.safetensors", $"The model that has forgotten '{concept.Name}'."));
            files.Add(new ReportFile($"updates/{concept.FileName}.safetensors", "The one layer's change alone.", trial.Facts.StoredBytes));
            files.Add(new ReportFile($"search/{concept.FileName}.json", "How layer and step size were chosen."));
        }

        return new ReportText([Method(forgotten.Count)], [.. forgotten.Select(f => f.Facts.Search!.Sentence(Left))], files);
    }

    private static string Method(int concepts) =>
        $"SLUG makes a model forget by moving one layer along a gradient that is computed once: the gradient of a loss that pushes the concept's pictures and captions apart. {(concepts == 1 ? "The concept is" : $"Each of {concepts} concepts is")} forgotten from the original weights. Layers worth moving matter much for the concept and little for everything else (the Pareto front of two numbers a layer); for each of them the smallest step is searched at which the concept is gone, and the layer that keeps the most of everything else wins. Layer and step size are chosen on the search set, and the table is measured on the test set, which nothing was chosen by.";

    private static string Left(NearestStep nearest) => string.Create(
        CultureInfo.InvariantCulture,
        $", no layer searched brought it out of the first place. Nearest came {nearest.Layer}, moved by {nearest.RelativeChange:P1} of its norm (step size {nearest.Lambda:G4}): FA@1 {nearest.Forget.Top1:P1} on the search set.");
}
