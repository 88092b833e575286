using Slug.Figures.Tables;

namespace Slug.Figures.Report;

/// <summary>What the report says.</summary>
/// <param name="Title">Its heading, such as the experiment's name.</param>
/// <param name="Summary">What was done, in few sentences; each entry is a paragraph.</param>
/// <param name="Rows">The result table, which holds the verdict too.</param>
/// <param name="Figures">The figures, in the order to show.</param>
/// <param name="Config">The config text, word for word.</param>
/// <param name="Provenance">Where and how the results came about: names and values such as the device, versions, stages and keys.</param>
/// <param name="Files">Models, updates and logs to link to.</param>
public sealed record HtmlReportContent(
    string Title,
    IReadOnlyList<string> Summary,
    IReadOnlyList<ResultRow> Rows,
    IReadOnlyList<ReportFigure> Figures,
    string Config,
    IReadOnlyList<KeyValuePair<string, string>> Provenance,
    IReadOnlyList<ReportFile> Files)
{
    /// <summary>What the table's columns mean.</summary>
    public IReadOnlyList<GlossaryEntry> Glossary { get; init; } = [];

    /// <summary>What the table's reader must know besides.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How it went with each concept, among the details.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>Further tables, each under a heading of its own.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];
}
