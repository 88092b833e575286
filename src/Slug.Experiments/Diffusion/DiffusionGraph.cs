using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Data;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Diffusion.Inputs;
using Slug.Experiments.Diffusion.Reporting;
using Slug.Experiments.Diffusion.Stages;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Diffusion;

/// <summary>The stages of an experiment with a text-to-image model in the order in which data flows.</summary>
public sealed class DiffusionGraph
{
    /// <summary>Puts the stages together.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="resources">What steps keep for each other while they run.</param>
    public DiffusionGraph(DiffusionExperiment experiment, RunResources resources)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var (graph, options, clip) = (new StepGraph(resources), experiment.Options, experiment.Clip);
        var downloads = new DownloadStage(experiment, graph);
        var tokenizer = new TokenizerSource(clip, downloads);
        var grid = options.Grid is null ? null : new GridSource(experiment, graph, downloads);
        // The CLIP is trained on the emoji, as by itself: a config of the family clip has the same steps.
        var source = DataSources.Of(clip, graph, downloads, clip.Model.Vision.ImageSize);
        var tars = new CreateTarsStage(experiment, graph, grid ?? source);
        var styles = options.Styles is null || grid is null ? null : new StyleTuningStep(experiment, graph, grid, tokenizer.Source);
        var pretrain = new PretrainStage(clip, graph, downloads, tokenizer, source.Sets)
        {
            Refined = styles is null ? null : trained => styles.For(trained).Output(PretrainStage.Model),
        };
        var pipeline = new PipelineStage(experiment, graph, downloads, grid, pretrain);
        var judge = new JudgeStage(experiment, graph, downloads, grid, experiment.Judge is { } judging ? JudgeClip(judging, graph, downloads) : null);
        var grads = new ComputeGradsStage(clip, graph, tars, pretrain);
        var slug = new ForgetStage(experiment, graph, tars.Sets, pretrain, pipeline, judge, grads);
        var rows = options.Compare.Where(row => row.IsSlug).Select(Row).ToList();
        var closed = new ClosedFormSteps(experiment, graph, pipeline);
        var trained = new TrainedSteps(experiment, graph, tars, pretrain, pipeline, judge);
        var foreign = new UnlearnedSteps(experiment, graph, pipeline);
        var forgets = options.Unlearn.Slug != false;
        var original = pretrain.Trial with { Concepts = experiment.Concepts };
        Trials = [original, .. forgets ? slug.Trials : [], .. rows.SelectMany(row => row.Slug.Trials), .. trained.Trials, .. closed.Trials, .. foreign.Trials];
        var generate = new GenerateStage(experiment, graph, pipeline) { Foreign = foreign.PathOf };
        var real = options.Fid is { } fid && source is CanvasSource canvas ? new RealPicturesStep(experiment, fid, graph, canvas, downloads) : null;
        var evaluate = new EvaluatePicturesStage(experiment, graph, new PictureFeaturesSteps(experiment, graph, pretrain, judge, generate, real), real, original);
        var plot = new PlotStage(experiment, graph, Trials, trial => evaluate.For(trial).Output(EvaluatePicturesStage.Metrics), new DiffusionResults(experiment, generate, evaluate, Trials));
        var export = new ExportStage(experiment, graph, pipeline, trial => evaluate.For(trial).Output(EvaluatePicturesStage.Metrics));
        List<ForgetStage> forgetting = [.. forgets ? new[] { slug } : [], .. rows.Select(row => row.Slug)];
        IEnumerable<ComputeGradsStage> gradients = [.. forgets ? new[] { grads } : [], .. rows.Select(row => row.Grads)];
        Steps =
        [
            .. downloads.Steps(tokenizer.Unused), .. grid is null ? [] : source.Steps, .. tars.Steps,
            pretrain.Step, .. styles is null ? [] : new[] { styles.For(pretrain.Step.Output(PretrainStage.Model)) }, .. pipeline.Step is { } made ? new[] { made } : [], .. judge.Steps,
            .. gradients.SelectMany(g => g.Steps).DistinctBy(step => step.Subject), .. forgetting.SelectMany(f => f.Steps), .. trained.Steps, .. closed.Steps, .. foreign.Steps,
            .. generate.Steps(Trials), .. evaluate.Steps(Trials), plot.Step, .. export.Steps(forgetting),
        ];

        // SLUG in another way: gradients and search of its own, on the same sets and models.
        (ComputeGradsStage Grads, ForgetStage Slug) Row(EditingOptions row)
        {
            var own = experiment.As(row);
            var ascents = new ComputeGradsStage(own.Clip, graph, tars, pretrain) { Own = grads, Row = row.FileName };
            return (ascents, new ForgetStage(own, graph, tars.Sets, pretrain, pipeline, judge, ascents) { Row = row });
        }
    }

    /// <summary>The models that are measured, the original one first.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>All steps.</summary>
    public IReadOnlyList<Step> Steps { get; }

    // The judge's CLIP is read as any is, under a name of its own.
    private static PretrainStage JudgeClip(Clip.Configuration.ClipExperiment judge, StepGraph graph, DownloadStage downloads) =>
new(judge, graph, downloads, new TokenizerSource(judge, downloads), sets: null) { Subject = "judge" };
}
