using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Tests;

/// <summary>The steps of an experiment, as a run of it would have them.</summary>
internal static class ExperimentSteps
{
    /// <summary>All steps.</summary>
    public static IReadOnlyList<Step> Steps(this Experiment experiment) => experiment.Family.Steps(experiment, new RunResources(new MemorySettings()));

    /// <summary>One step.</summary>
    public static Step Step(this Experiment experiment, string id) => experiment.Steps().Single(s => s.Id == id);
}
