using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Experiments.Vlm.Configuration;
using Slug.Experiments.Vlm.Inputs;
using Slug.Experiments.Vlm.Reporting;
using Slug.Experiments.Vlm.Stages;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Vlm;

/// <summary>The stages of an experiment with a vision-language model in the order in which data flows, and the steps that its config makes of them.</summary>
public sealed class VlmGraph
{
    /// <summary>Puts the stages together.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="resources">What steps keep for each other while they run.</param>
    public VlmGraph(VlmExperiment experiment, RunResources resources)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var (graph, clip) = (new StepGraph(resources), experiment.Clip);
        var downloads = new DownloadStage(experiment, graph);
        var tokenizer = new TokenizerSource(clip, downloads);
        // Sets, CLIP and gradients are made as in an experiment with the CLIP alone: a config of the family clip has the same steps.
        var tars = new CreateTarsStage(experiment, graph, DataSources.Of(clip, graph, downloads, clip.Model.Vision.ImageSize));
        var pretrain = new PretrainStage(clip, graph, downloads, tokenizer, tars.Sets);
        var llava = new LlavaSource(experiment, graph, downloads, tars.Sets, pretrain);
        var grads = new ComputeGradsStage(clip, graph, tars, pretrain);
        var slug = new ForgetStage(experiment, graph, tars.Sets, llava, grads);
        Trials = [pretrain.Trial with { Concepts = experiment.Concepts }, .. slug.Trials];
        var generate = new GenerateStage(experiment, graph, tars.Sets, llava);
        var evaluate = new EvaluateAnswersStage(experiment, graph, generate);
        var export = new ExportStage(experiment, graph, llava, slug);
        var plot = new PlotStage(experiment, graph, Trials, trial => evaluate.For(trial).Output(EvaluateAnswersStage.Metrics), new VlmResults(experiment, generate, Trials));
        Steps =
        [
            .. downloads.Steps(tokenizer.Unused), .. tars.Steps, pretrain.Step, .. llava.Step is { } made ? new[] { made } : [], .. grads.Steps, .. slug.Steps,
            .. Trials.Select(generate.For), .. Trials.Select(evaluate.For), plot.Step, .. export.Steps,
        ];
    }

    /// <summary>The models that are measured, the original one first.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>All steps.</summary>
    public IReadOnlyList<Step> Steps { get; }
}
