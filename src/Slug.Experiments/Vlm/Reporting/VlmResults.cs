using System.Globalization;
using Slug.Experiments.Data;
using Slug.Experiments.Results;
using Slug.Experiments.Vlm.Configuration;
using Slug.Experiments.Vlm.Inputs;
using Slug.Experiments.Vlm.Measures;
using Slug.Experiments.Vlm.Stages;
using Slug.Figures.Report;
using Slug.Figures.StepSize;
using Slug.Figures.Tables;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Vlm.Reporting;

/// <summary>What an experiment with a vision-language model shows of its results: answers before and after, step sizes, and in words how it was done.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="sets">Its sets, whose test pictures are shown.</param>
/// <param name="generate">The answers.</param>
/// <param name="trials">The models.</param>
internal sealed class VlmResults(VlmExperiment experiment, DataSets sets, GenerateStage generate, IReadOnlyList<Trial> trials) : IResultView
{
    public IReadOnlyDictionary<string, ArtifactSource> Inputs => trials.Select(trial => KeyValuePair.Create(InputOf(trial), (ArtifactSource)generate.For(trial).Output(GenerateStage.Answers)))
        .Append(KeyValuePair.Create(CreateTarsStage.Test, (ArtifactSource)sets.Test)).Concat(GenerateStage.Sources(experiment.Questions)).ToDictionary();

    public IReadOnlyList<string> NotesOn(IReadOnlyList<MeasuredTrial> measured)
    {
        var llava = experiment.Options.Llava;
        return llava is { VisionFeatureLayer: null, ClassToken: null }
            ? []
            : [string.Create(CultureInfo.InvariantCulture, $"The decoder sees hidden state {llava.VisionFeatureLayer?.ToString(CultureInfo.InvariantCulture) ?? "(the model's own)"} of the vision tower, {(llava.ClassToken == true ? "with" : "without")} the class token; LLaVA-1.5 takes -2 without it.")];
    }

    public string? MeaningOf(string key) => VlmMeasures.MeaningOf(key);

    public void Draw(IReadOnlyList<MeasuredTrial> measured, IReadOnlyList<ResultRow> rows, FigureFolder figures, IStepContext context)
    {
        SharedFigures.TradeOff(rows, figures, "Other pictures still named against what is still named of the forgotten concepts, means over concepts on the test set; the upper left is the goal.");
        foreach (var trial in measured.Where(t => t.Trial.Kind == TrialKind.Slug))
        {
            var (concept, search) = (trial.Trial.Concepts[0], trial.Facts.Search!);
            SharedFigures.ParetoFronts(search, figures, concept.FileName);
            if (search.Curve.Count == 0) continue;
            figures.Add(
                $"step-size-{concept.FileName}",
                $"{concept.Name}: answers against step size",
                "How many of the search's pictures are still named as the chosen layer moves further: those of the concept, and others.",
                string.Create(CultureInfo.InvariantCulture, $"Line plot over step sizes from {search.Curve[0].Lambda:G3} to {search.Curve[^1].Lambda:G3}: the concept is named in {search.Curve[0].Forget.Top1:P0} to {search.Curve[^1].Forget.Top1:P0} of answers, others in {search.Curve[0].Retained:P0} to {search.Curve[^1].Retained:P0}; taken was {search.Step:G3}."),
                path => StepSizeFigure.Save(
                    new StepSizeData(
                        search.Concept, search.MovedLabel!, [.. search.Curve.Select(p => new StepSizePoint(p.Lambda, p.Forget.Top1, null, p.Retained!.Value))], search.Step,
                        search.Original.Retained, "other names in answers", "FA: named in answers"),
                    path),
                isDetail: true);
            context.Progress(figures.All.Count, 0, "figures");
        }
    }

    public ReportText Text(IReadOnlyList<MeasuredTrial> measured, IReadOnlyList<ResultRow> rows, IStepContext context)
    {
        var forgotten = measured.Where(t => t.Trial.Kind == TrialKind.Slug).ToList();
        var files = new List<ReportFile> { new("table.json", "The table, for programs."), new("answers/original.jsonl", "Every answer of the original model.") };
        foreach (var trial in forgotten)
        {
            var concept = trial.Trial.Concepts[0];
            if (trial.Facts.Search!.Forgotten) files.Add(new ReportFile($"updates/{concept.FileName}.safetensors", $"The change of one tensor that forgets '{concept.Name}'.", trial.Facts.StoredBytes));
            files.Add(new ReportFile($"search/{concept.FileName}.json", "How tensor and step size were chosen."));
            files.Add(new ReportFile($"answers/{trial.Trial.Name}.jsonl", $"Every answer without '{concept.Name}'."));
        }

        var before = AnswerLine.Load(context.Input(InputOf(measured[0].Trial)));
        var examples = new AnswerExamples(context.Input(CreateTarsStage.Test), [.. experiment.Questions.Select(own => GenerateStage.AskedOf(own, context))]);
        return new ReportText([Method(forgotten.Count, experiment.Options.Unlearn.Left)], [.. forgotten.Select(f => f.Facts.Search!.Sentence(Left))], files)
        {
            Tables = examples.Of(before, forgotten.Select(trial => (trial.Trial.Concepts[0].Name, AnswerLine.Load(context.Input(InputOf(trial.Trial)))))),
        };
    }

    private static string InputOf(Trial trial) => $"{trial.Name}/answers";

    private static string Method(int concepts, double? left) =>
        $"SLUG makes a vision-language model forget by moving one tensor of its vision tower along a gradient that is computed once on the CLIP that the tower was taken from: the gradient of a loss that pushes the concept's pictures and captions apart. Projector and language model stay as they are. {(concepts == 1 ? "The concept is" : $"Each of {concepts} concepts is")} forgotten from the original weights. The step size is the smallest found at which {(left > 0 ? string.Create(CultureInfo.InvariantCulture, $"at most {left:P1} of the answers about the search's pictures of the concept name it") : "no answer about the search's pictures of the concept names it")}; of the tensors searched the one wins that leaves the most pictures of others named.";

    private static string Left(NearestStep nearest) => string.Create(
        CultureInfo.InvariantCulture,
        $". Nearest came {nearest.Layer}, moved by {nearest.RelativeChange:P1} of its norm; {nearest.Forget.Top1:P1} of the search's answers still named it.");
}
