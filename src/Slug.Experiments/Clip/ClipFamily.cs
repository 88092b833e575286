using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Reporting;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Configuration;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Clip;

/// <summary>CLIP: a zero-shot classifier that forgets names (the paper, section 4).</summary>
public sealed class ClipFamily : IFamily
{
    /// <inheritdoc/>
    public string Name => "clip";

    /// <inheritdoc/>
    public Type Options => typeof(ClipOptions);

    /// <inheritdoc/>
    public Experiment Check(ExperimentOptions options, ConfigCheck check) => ClipChecks.Check(this, (ClipOptions)options, check);

    /// <inheritdoc/>
    public IReadOnlyList<Step> Steps(Experiment experiment, RunResources resources)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var (clip, graph) = ((ClipExperiment)experiment, new StepGraph(resources));
        var options = clip.Options;
        var downloads = new DownloadStage(clip, graph);
        var tokenizer = new TokenizerSource(clip, downloads);
        var tars = new CreateTarsStage(clip, graph, DataSources.Of(clip, graph, downloads, clip.Model.Vision.ImageSize));
        var unseen = options.Evaluate.Unseen is { } pairs ? new UnseenTars(pairs, options.Seed, graph, downloads) : null;
        var pretrain = new PretrainStage(clip, graph, downloads, tokenizer, tars.Sets);
        var grads = new ComputeGradsStage(clip, graph, tars, pretrain);
        var slug = new UnlearnStage(clip, graph, tars, pretrain, grads);
        var ablations = new AblationSteps(clip, graph, tars, pretrain, grads);
        var together = new TogetherSteps(clip, graph, pretrain, grads, slug);
        var comparisons = new ComparisonSteps(clip, graph, tars, pretrain);
        var evaluate = new EvaluateStage(clip, graph, tars, unseen, pretrain);
        // What is measured, the original model first.
        IReadOnlyList<Trial> trials = [pretrain.Trial, .. slug.Trials, .. ablations.Trials, .. together.Trials, .. comparisons.Trials];
        var plot = new PlotStage(clip, graph, trials, trial => evaluate.For(trial).Output(EvaluateStage.Metrics), new ClipResults(options, tars.Sets));
        var export = new ClipExportStage(clip, graph, slug, trial => evaluate.For(trial).Output(EvaluateStage.Metrics));
        return
        [
            .. downloads.Steps(tokenizer.Unused), .. tars.Steps, .. unseen is null ? [] : new[] { unseen.Step }, pretrain.Step, .. grads.Steps,
            .. slug.Steps, .. ablations.Steps, .. together.Steps, .. comparisons.Steps, .. evaluate.Steps(trials), plot.Step, .. export.Steps,
        ];
    }
}
