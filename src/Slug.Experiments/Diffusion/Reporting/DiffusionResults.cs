using System.Globalization;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Measures;
using Slug.Experiments.Diffusion.Pictures;
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
/// <param name="evaluate">What was seen in them.</param>
/// <param name="trials">The models.</param>
internal sealed class DiffusionResults(DiffusionExperiment experiment, GenerateStage generate, EvaluatePicturesStage evaluate, IReadOnlyList<Trial> trials) : IResultView
{
    public IReadOnlyDictionary<string, ArtifactSource> Inputs
    {
        get
        {
            var inputs = new Dictionary<string, ArtifactSource>();
            foreach (var trial in trials)
            {
                foreach (var output in new[] { GenerateStage.Pictures, GenerateStage.Manifest }) inputs[InputOf(trial, output)] = generate.For(trial).Output(output);
                inputs[InputOf(trial, EvaluatePicturesStage.Details)] = evaluate.For(trial).Output(EvaluatePicturesStage.Details);
            }

            return inputs;
        }
    }

    public IReadOnlyList<string> NotesOn(IReadOnlyList<MeasuredTrial> measured)
    {
        var own = experiment.Options.Judge.Clip is { } judge && judge.Checkpoint == experiment.Options.Model.Checkpoint;
        return own ? ["The judge is the CLIP whose text tower is edited, before its editing: another one would be the better witness."] : [];
    }

    public string? MeaningOf(string key) => DiffusionMeasures.MeaningOf(key);

    public void Draw(IReadOnlyList<MeasuredTrial> measured, IReadOnlyList<ResultRow> rows, FigureFolder figures, IStepContext context)
    {
        SharedFigures.TradeOff(rows, figures, "What is kept of the domain's other labels against what is left of the forgotten concepts, means over concepts on generated pictures; the upper left is the goal.");
        UnlearningBalance.Draw(rows, figures);
        var grids = new PictureGrids(experiment, measured, trial => PictureManifest.Load(context.Input(InputOf(trial, GenerateStage.Pictures)), context.Input(InputOf(trial, GenerateStage.Manifest))));
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
        if (experiment.Kind is not null) files.Add(new ReportFile("table.tex", "The table, for papers."));
        foreach (var trial in forgotten)
        {
            var concept = trial.Trial.Concepts[0];
            if (trial.Facts.Search!.Forgotten) files.Add(new ReportFile($"updates/{concept.FileName}.safetensors", $"The change of the text encoder that forgets '{concept.Name}'.", trial.Facts.StoredBytes));
            files.Add(new ReportFile($"search/{concept.FileName}.json", "How layer and step size were chosen."));
            files.Add(new ReportFile($"{generate.PlaceOf(trial.Trial)}.manifest.jsonl", $"The pictures without '{concept.Name}', with prompt, seed and digest of each."));
        }

        return new ReportText([Method(forgotten.Count)], [.. forgotten.Select(f => f.Facts.Search!.Sentence(Left))], files)
        {
            Tables = [Confusion(measured, context)],
        };
    }

    private static string InputOf(Trial trial, string output) => $"{trial.Name}/{output}";

    /// <summary>What became of the concepts' pictures, and how many pictures a distance from real ones rests on.</summary>
    private static ReportTable Confusion(IReadOnlyList<MeasuredTrial> measured, IStepContext context)
    {
        var all = measured.SelectMany(m => EvaluationDetails.Load(context.Input(InputOf(m.Trial, EvaluatePicturesStage.Details))).Concepts.Select(c => (m.Trial, Concept: c.Key, Details: c.Value))).ToList();
        var hasFid = all.Exists(a => a.Details.Fid is not null);
        return new ReportTable(
            "What the forgotten became",
            "What the judge calls the pictures that ask for a concept, the most frequent first, with how many.",
            hasFid ? ["method", "concept", "became", "FID of generated, real"] : ["method", "concept", "became"],
            [.. all.Select(a => (IReadOnlyList<string>)
            [
                string.Join(' ', new[] { a.Trial.Method, a.Trial.Setting }.Where(p => p is not null)), a.Concept,
                string.Join(", ", a.Details.Became.Take(6).Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.Label} {b.Pictures}"))),
                .. hasFid ? [a.Details.Fid is { } fid ? string.Create(CultureInfo.InvariantCulture, $"{fid.Generated}, {fid.Real}") : ""] : Array.Empty<string>(),
            ])])
        {
            IsDetail = true,
        };
    }

    private string Method(int concepts) =>
        $"SLUG makes a text-to-image model forget by moving one layer of its text encoder along a gradient that is computed once on the CLIP that it was taken from: the gradient of a loss that pushes the concept's pictures and captions apart. The network that draws and the autoencoder stay as they are. {(concepts == 1 ? "The concept is" : $"Each of {concepts} concepts is")} forgotten from the original weights. The step size is the smallest at which {(experiment.Options.Unlearn.Search.By == SearchEye.Pictures ? "a judge no longer sees the concept in generated pictures, at seeds that the table's pictures do not have" : "CLIP's zero-shot classifier no longer names it")}, times a margin of {experiment.Options.Unlearn.Search.Margin.ToString("0.##", CultureInfo.InvariantCulture)}.";

    private static string Left(NearestStep nearest) => string.Create(
        CultureInfo.InvariantCulture,
        $". Nearest came {nearest.Layer}, moved by {nearest.RelativeChange:P1} of its norm; {nearest.Forget.Top1:P1} of the search's pictures still showed it.");
}
