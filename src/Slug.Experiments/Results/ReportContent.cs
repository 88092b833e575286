using System.Globalization;
using Slug.Experiments.Graph;
using Slug.Figures.Report;
using Slug.Figures.Tables;

namespace Slug.Experiments.Results;

/// <summary>What the HTML report says.</summary>
internal static class ReportContent
{
    /// <summary>Puts the report together.</summary>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="config">The resolved config.</param>
    /// <param name="rows">The table.</param>
    /// <param name="notes">What the table's reader must know.</param>
    /// <param name="figures">The figures.</param>
    /// <param name="forgotten">The concepts.</param>
    /// <param name="provenance">How the results were made.</param>
    /// <param name="updateBytes">The size of a concept's update.</param>
    public static HtmlReportContent Of(
        string experiment,
        string config,
        IReadOnlyList<ResultRow> rows,
        IReadOnlyList<string> notes,
        IReadOnlyList<ReportFigure> figures,
        IReadOnlyList<ForgottenConcept> forgotten,
        IReadOnlyDictionary<string, string> provenance,
        Func<Concept, long> updateBytes)
    {
        var files = new List<ReportFile> { new("table.json", "The table, for programs."), new("models/original.safetensors", "The original model.") };
        foreach (var concept in forgotten)
        {
            files.Add(new ReportFile($"models/{concept.Concept.FileName}.safetensors", $"The model that has forgotten '{concept.Concept.Name}'."));
            files.Add(new ReportFile($"updates/{concept.Concept.FileName}.safetensors", "The one layer's change alone.", updateBytes(concept.Concept)));
            files.Add(new ReportFile($"search/{concept.Concept.FileName}.json", "How layer and step size were chosen."));
        }

        return new HtmlReportContent(
            $"{experiment}: single-layer unlearning",
            [Method(forgotten.Count), .. forgotten.Select(Sentence), .. notes],
            rows,
            figures,
            config,
            [.. provenance.OrderBy(p => p.Key, StringComparer.Ordinal)],
            files);
    }

    private static string Method(int concepts) =>
        $"SLUG forgets each of {concepts} concepts by moving one layer along a gradient that is computed once. Layer and step size are chosen on the search set; the table is measured on the test set.";

    private static string Sentence(ForgottenConcept forgotten) => forgotten.Search.Winner is { } layer
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{forgotten.Concept.Name}: {layer} moved by {forgotten.Search.RelativeChange:P1} of its norm (step size {forgotten.Search.Lambda:G4}).")
        : $"{forgotten.Concept.Name}: not forgotten, no candidate layer brought it out of the first place.";
}
