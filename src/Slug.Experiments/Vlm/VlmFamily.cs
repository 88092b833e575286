using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Experiments.Vlm.Configuration;
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
    public IReadOnlyList<Step> Steps(Experiment experiment, RunResources resources) => new VlmGraph((VlmExperiment)experiment, resources).Steps;
}
