using Slug.Figures.Report;
using Slug.Figures.Tables;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Results;

/// <summary>What a family shows of its results beside the table that all share: its figures, what its report says, what a reader of the table must know.</summary>
public interface IResultView
{
    /// <summary>What the figures are drawn from beside measures and facts of the trials, by name: test pictures, generated pictures, answers.</summary>
    IReadOnlyDictionary<string, ArtifactSource> Inputs { get; }

    /// <summary>What a reader of the table must know, one note a line.</summary>
    /// <param name="measured">What was measured, the original model first.</param>
    IReadOnlyList<string> NotesOn(IReadOnlyList<MeasuredTrial> measured);

    /// <summary>What a measure means, by its key; null where its subject says it all.</summary>
    /// <param name="key">The measure's key.</param>
    string? MeaningOf(string key);

    /// <summary>Draws all figures.</summary>
    /// <param name="measured">What was measured, the original model first.</param>
    /// <param name="rows">The result table.</param>
    /// <param name="figures">Takes each figure.</param>
    /// <param name="context">The step that draws, with <see cref="Inputs"/> among its inputs.</param>
    void Draw(IReadOnlyList<MeasuredTrial> measured, IReadOnlyList<ResultRow> rows, FigureFolder figures, IStepContext context);

    /// <summary>What the report says in the family's own words.</summary>
    /// <param name="measured">What was measured, the original model first.</param>
    /// <param name="rows">The result table.</param>
    /// <param name="context">The step that writes it, with <see cref="Inputs"/> among its inputs.</param>
    ReportText Text(IReadOnlyList<MeasuredTrial> measured, IReadOnlyList<ResultRow> rows, IStepContext context);
}

/// <summary>What a report says beside table and figures.</summary>
/// <param name="Summary">What was done; each entry is a paragraph.</param>
/// <param name="Details">How it went with each concept.</param>
/// <param name="Files">Models, updates and logs to link to.</param>
public sealed record ReportText(IReadOnlyList<string> Summary, IReadOnlyList<string> Details, IReadOnlyList<ReportFile> Files)
{
    /// <summary>Further tables, such as questions and answers.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];
}
