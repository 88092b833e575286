using System.Globalization;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Measures;
using Slug.Experiments.Diffusion.Stages;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Figures.Report;
using Slug.Figures.Tables;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Diffusion.Reporting;

/// <summary>What an experiment with a text-to-image model shows of its results: pictures before and after, step sizes, and in words how it was done.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="generate">The pictures.</param>
/// <param name="trials">The models.</param>
internal sealed class DiffusionResults(DiffusionExperiment experiment, GenerateStage generate, IReadOnlyList<Trial> trials) : IResultView
{
    public IReadOnlyDictionary<string, ArtifactSource> Inputs => trials.ToDictionary(InputOf, trial => (ArtifactSource)generate.For(trial).Output(GenerateStage.Pictures));

    public IReadOnlyList<string> NotesOn(IReadOnlyList<MeasuredTrial> measured)
    {
        var own = experiment.Options.Judge.Clip is { } judge && judge.Checkpoint == experiment.Options.Model.Checkpoint;
        return own ? ["The judge is the CLIP whose text tower is edited, before its editing: another one would be the better witness."] : [];
    }

    public string? MeaningOf(string key) => DiffusionMeasures.MeaningOf(key);

    public void Draw(IReadOnlyList<MeasuredTrial> measured, IReadOnlyList<ResultRow> rows, FigureFolder figures, IStepContext context)
    {
        SharedFigures.TradeOff(measured, rows, figures, "What is kept of the domain's other labels against what is left of the forgotten concepts, means over concepts on generated pictures; the upper left is the goal.");
        var grids = new PictureGrids(experiment, measured, trial => context.Input(InputOf(trial)));
        foreach (var trial in measured.Where(t => t.Trial.Kind == TrialKind.Slug))
        {
            grids.Draw(trial, figures);
            context.Progress(figures.All.Count, 0, "figures");
        }

        foreach (var search in measured.Where(t => t.Trial.Kind == TrialKind.Slug).Select(t => t.Facts.Search!))
        {
            var fileName = new Concept(search.Concept).FileName;
            SharedFigures.ParetoFronts(search, figures, fileName);
            StepSizes.Draw(search, figures, fileName, experiment.Options.Unlearn.Search.By);
        }
    }

    public ReportText Text(IReadOnlyList<MeasuredTrial> measured, IReadOnlyList<ResultRow> rows, IStepContext context)
    {
        var forgotten = measured.Where(t => t.Trial.Kind == TrialKind.Slug).ToList();
        var files = new List<ReportFile> { new("table.json", "The table, for programs.") };
        foreach (var trial in forgotten)
        {
            var concept = trial.Trial.Concepts[0];
            if (trial.Facts.Search!.Forgotten) files.Add(new ReportFile($"updates/{concept.FileName}.safetensors", $"The change of the text encoder that forgets '{concept.Name}'.", trial.Facts.StoredBytes));
            files.Add(new ReportFile($"search/{concept.FileName}.json", "How layer and step size were chosen."));
            files.Add(new ReportFile($"pictures/{trial.Trial.Name}/manifest.json", $"The pictures without '{concept.Name}', with prompt, seed and digest of each."));
        }

        return new ReportText([Method(forgotten.Count)], [.. forgotten.Select(f => f.Facts.Search!.Sentence(Left))], files);
    }

    private static string InputOf(Trial trial) => $"{trial.Name}/pictures";

    private string Method(int concepts) =>
        $"SLUG makes a text-to-image model forget by moving one layer of its text encoder along a gradient that is computed once on the CLIP that it was taken from: the gradient of a loss that pushes the concept's pictures and captions apart. The network that draws and the autoencoder stay as they are. {(concepts == 1 ? "The concept is" : $"Each of {concepts} concepts is")} forgotten from the original weights. The step size is the smallest at which {(experiment.Options.Unlearn.Search.By == SearchEye.Pictures ? "a judge no longer sees the concept in generated pictures, at seeds that the table's pictures do not have" : "CLIP's zero-shot classifier no longer names it")}, times a margin of {experiment.Options.Unlearn.Search.Margin.ToString("0.##", CultureInfo.InvariantCulture)}.";

    private static string Left(NearestStep nearest) => string.Create(
        CultureInfo.InvariantCulture,
        $". Nearest came {nearest.Layer}, moved by {nearest.RelativeChange:P1} of its norm; {nearest.Forget.Top1:P1} of the search's pictures still showed it.");
}
