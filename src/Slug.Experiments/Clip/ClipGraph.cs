using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Reporting;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Clip;

/// <summary>The stages of an experiment with CLIP in the order in which data flows, and the steps that its config makes of them.</summary>
public sealed class ClipGraph
{
    /// <summary>Puts the stages together.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="resources">What steps keep for each other while they run.</param>
    public ClipGraph(ClipExperiment experiment, RunResources resources)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var (graph, options) = (new StepGraph(resources), experiment.Options);
        var downloads = new DownloadStage(experiment, graph);
        var tokenizer = new TokenizerSource(experiment, downloads);
        var tars = new CreateTarsStage(experiment, graph, DataSources.Of(experiment, graph, downloads, experiment.Model.Vision.ImageSize));
        var unseen = options.Evaluate.Unseen is { } pairs ? new UnseenTars(pairs, options.Seed, graph, downloads) : null;
        var pretrain = new PretrainStage(experiment, graph, downloads, tokenizer, tars.Sets);
        var grads = new ComputeGradsStage(experiment, graph, tars, pretrain);
        var slug = new UnlearnStage(experiment, graph, tars, pretrain, grads);
        var ablations = new AblationSteps(experiment, graph, tars, pretrain, grads);
        var together = new TogetherSteps(experiment, graph, pretrain, grads, slug);
        var comparisons = new ComparisonSteps(experiment, graph, tars, pretrain);
        var evaluate = new EvaluateStage(experiment, graph, tars, unseen, pretrain);
        Trials = [pretrain.Trial, .. slug.Trials, .. ablations.Trials, .. together.Trials, .. comparisons.Trials];
        var plot = new PlotStage(experiment, graph, Trials, trial => evaluate.For(trial).Output(EvaluateStage.Metrics), new ClipResults(options, tars.Sets));
        Steps =
        [
            .. downloads.Steps(tokenizer.Unused), .. tars.Steps, .. unseen is null ? [] : new[] { unseen.Step }, pretrain.Step, .. grads.Steps,
            .. slug.Steps, .. ablations.Steps, .. together.Steps, .. comparisons.Steps, .. evaluate.Steps(Trials), plot.Step,
        ];
    }

    /// <summary>The models that are measured, the original one first.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>All steps.</summary>
    public IReadOnlyList<Step> Steps { get; }
}
