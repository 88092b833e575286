using Slug.Experiments.Configuration;
using Slug.Experiments.Diffusion.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Stages;

namespace Slug.Experiments.Diffusion;

/// <summary>Text-to-image models that forget in their text encoder, seen in their pictures (the paper, section 5; METHOD section 5).</summary>
public sealed class DiffusionFamily : IFamily
{
    /// <inheritdoc/>
    public string Name => "diffusion";

    /// <inheritdoc/>
    public Type Options => typeof(DiffusionOptions);

    /// <inheritdoc/>
    public Experiment Check(ExperimentOptions options, ConfigCheck check) => DiffusionChecks.Check(this, (DiffusionOptions)options, check);

    /// <inheritdoc/>
    public IReadOnlyList<Step> Steps(Experiment experiment, RunResources resources) => new DiffusionGraph((DiffusionExperiment)experiment, resources).Steps;
}
