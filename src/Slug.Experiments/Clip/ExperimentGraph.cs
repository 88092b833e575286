using Slug.Experiments.Clip.Stages;
using Slug.Experiments.Data;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Clip;

/// <summary>The stages of an experiment in the order in which data flows, and the steps that a config makes of them.</summary>
public static class ExperimentGraph
{
    /// <summary>All steps of an experiment.</summary>
    public static IReadOnlyList<Step> Steps(Experiment experiment) =>
    [
        .. DownloadStage.Steps(experiment),
        .. PrepareImageNetStage.Steps(experiment),
        .. CreateTarsStage.Steps(experiment),
        .. PretrainStage.Steps(experiment),
        .. ComputeGradsStage.Steps(experiment),
        .. UnlearnStage.Steps(experiment),
        .. AblationSteps.Steps(experiment),
        .. TogetherSteps.Steps(experiment),
        .. ComparisonSteps.Steps(experiment),
        .. EvaluateStage.Steps(experiment),
        .. PlotStage.Steps(experiment),
    ];
}
