using Slug.Experiments.Clip.Configuration;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
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
    public IReadOnlyList<Step> Steps(Experiment experiment, RunResources resources) => new ClipGraph((ClipExperiment)experiment, resources).Steps;
}
