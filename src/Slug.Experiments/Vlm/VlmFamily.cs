using Slug.Experiments.Clip.Inputs;
using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Configuration;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Experiments.Vlm.Configuration;
using Slug.Experiments.Vlm.Inputs;
using Slug.Experiments.Vlm.Reporting;
using Slug.Experiments.Vlm.Stages;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Vlm;

/// <summary>Vision-language models whose vision tower is a CLIP's, such as LLaVA-1.5: they forget to name what a picture shows (the paper, section 4).</summary>
public sealed class VlmFamily : IFamily
{
    /// <inheritdoc/>
    public string Name => "vlm";

    /// <inheritdoc/>
    public Type Options => typeof(VlmOptions);

    /// <inheritdoc/>
    public Experiment Check(ExperimentOptions options, ConfigCheck check) => VlmChecks.Check(this, (VlmOptions)options, check);

    /// <inheritdoc/>
    public IReadOnlyList<Step> Steps(Experiment experiment, RunResources resources)
    {
        var vlm = (VlmExperiment)experiment;
        var (graph, clip) = (new StepGraph(resources), vlm.Clip);
        var downloads = new DownloadStage(vlm, graph);
        var tokenizer = new TokenizerSource(clip, downloads);
        // Sets, CLIP and gradients are made as in an experiment with the CLIP alone: a config of the family clip has the same steps.
        var tars = new CreateTarsStage(vlm, graph, DataSources.Of(clip, graph, downloads, clip.Model.Vision.ImageSize));
        var pretrain = new PretrainStage(clip, graph, downloads, tokenizer, tars.Sets);
        var llava = new LlavaSource(vlm, graph, downloads, tars.Sets, pretrain);
        var grads = new ComputeGradsStage(clip, graph, tars, pretrain);
        var slug = new ForgetStage(vlm, graph, tars.Sets, llava, grads);
        // What is measured, the original model first.
        IReadOnlyList<Trial> trials = [pretrain.Trial with { Concepts = vlm.Concepts }, .. slug.Trials];
        var generate = new GenerateStage(vlm, graph, tars.Sets, llava);
        var evaluate = new EvaluateAnswersStage(vlm, graph, generate);
        var export = new ExportStage(vlm, graph, llava, slug, concept => evaluate.For(slug.Trials.First(t => t.Concepts.Contains(concept))).Output(EvaluateAnswersStage.Metrics));
        var plot = new PlotStage(vlm, graph, trials, trial => evaluate.For(trial).Output(EvaluateAnswersStage.Metrics), new VlmResults(vlm, tars.Sets, generate, trials));
        return
        [
            .. downloads.Steps(tokenizer.Unused), .. tars.Steps, pretrain.Step, .. llava.Step is { } made ? new[] { made } : [], .. grads.Steps, .. slug.Steps,
            .. trials.Select(generate.For), .. trials.Select(evaluate.For), plot.Step, .. export.Steps,
        ];
    }
}
