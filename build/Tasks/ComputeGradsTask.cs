using Cake.Frosting;
using Slug.Experiments.Clip.Stages;

namespace Slug.Build.Tasks;

/// <summary>Computes the gradients of the forget and retain losses: see <see cref="ComputeGradsStage"/>.</summary>
[TaskName(ComputeGradsStage.Name)]
[TaskDescription("Computes the gradients of the forget and retain losses")]
[IsDependentOn(typeof(PretrainTask))]
public sealed class ComputeGradsTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => context.Experiment.RunStageAsync(ComputeGradsStage.Name, context.Cancellation);
}
