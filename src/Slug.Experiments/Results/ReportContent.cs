using System.Globalization;
using Slug.Experiments.Graph;
using Slug.Figures.Report;
using Slug.Figures.Tables;

namespace Slug.Experiments.Results;

/// <summary>What the HTML report says.</summary>
internal static class ReportContent
{
    /// <summary>Puts the report together.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="trials">What was measured.</param>
    /// <param name="rows">The table.</param>
    /// <param name="notes">What the table's reader must know.</param>
    /// <param name="figures">The figures.</param>
    public static HtmlReportContent Of(
        Experiment experiment, IReadOnlyList<MeasuredTrial> trials, IReadOnlyList<ResultRow> rows, IReadOnlyList<string> notes, IReadOnlyList<ReportFigure> figures)
    {
        var forgotten = trials.Where(t => t.Trial.Kind == TrialKind.Slug).ToList();
        var files = new List<ReportFile> { new("table.json", "The table, for programs."), new("models/original.safetensors", "The original model.") };
        foreach (var trial in forgotten)
        {
            var concept = trial.Trial.Concepts[0];
            files.Add(new ReportFile($"models/{concept.FileName}.safetensors", $"The model that has forgotten '{concept.Name}'."));
            files.Add(new ReportFile($"updates/{concept.FileName}.safetensors", "The one layer's change alone.", trial.Facts.StoredBytes));
            files.Add(new ReportFile($"search/{concept.FileName}.json", "How layer and step size were chosen."));
        }

        return new HtmlReportContent(
            $"{experiment.Options.Experiment}: single-layer unlearning",
            [Method(forgotten.Count), .. forgotten.Select(f => Sentence(f.Facts.Search!)), .. notes],
            rows,
            figures,
            experiment.ConfigText,
            [.. RunProvenance.Of(experiment.Run).OrderBy(p => p.Key, StringComparer.Ordinal)],
            files);
    }

    private static string Method(int concepts) =>
        $"SLUG forgets each of {concepts} concepts by moving one layer along a gradient that is computed once. Layer and step size are chosen on the search set; the table is measured on the test set.";

    private static string Sentence(SearchReport search) => search.Winner is { } layer
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{search.Concept}: {layer} moved by {search.RelativeChange:P1} of its norm (step size {search.Lambda:G4}).")
        : $"{search.Concept}: not forgotten, no candidate layer brought it out of the first place.";
}
