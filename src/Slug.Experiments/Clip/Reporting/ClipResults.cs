using Slug.Data;
using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Measures;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Data;
using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Clip.Reporting;

/// <summary>What an experiment with CLIP shows of its results.</summary>
/// <param name="options">The config.</param>
/// <param name="sets">The sets, for the pictures of the figures.</param>
internal sealed class ClipResults(ClipOptions options, DataSets sets) : IResultView
{
    public IReadOnlyDictionary<string, ArtifactSource> Inputs => new Dictionary<string, ArtifactSource>
    {
        [CreateTarsStage.Test] = sets.Test,
        [CreateTarsStage.Classes] = sets.Classes,
    };

    public IReadOnlyList<string> NotesOn(IReadOnlyList<MeasuredTrial> measured) => [.. MembershipNote.Of(options, measured[0].Metrics.UnseenPairs), .. DampeningNote.Of(options)];

    public string? MeaningOf(string key) => ClipMeasures.MeaningOf(key);

    public void Draw(IReadOnlyList<MeasuredTrial> measured, IReadOnlyList<ResultRow> rows, FigureFolder figures, IStepContext context)
    {
        var classes = ClassList.Load(context.Input(CreateTarsStage.Classes));
        ClipFigures.Draw(measured, rows, (EvaluationSet.Open(context.Input(CreateTarsStage.Test), classes.Names), classes), figures, context);
    }

    public ReportText Text(IReadOnlyList<MeasuredTrial> measured, IReadOnlyList<ResultRow> rows, IStepContext context) => ClipReport.Of(measured, rows);
}
