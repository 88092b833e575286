using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments.Graph;

namespace Slug.Build.Tasks;

/// <summary>Computes the gradients of the forget and retain losses: for CLIP see <see cref="Slug.Experiments.Clip.Stages.ComputeGradsStage"/>.</summary>
[TaskName(StageNames.ComputeGrads)]
[TaskDescription("Computes the gradients of the forget and retain losses")]
[IsDependentOn(typeof(PretrainTask))]
public sealed class ComputeGradsTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => context.Experiment.RunStageAsync(StageNames.ComputeGrads, context.Cancellation);
}
