using Cake.Frosting;
using Slug.Experiments.Clip.Stages;

namespace Slug.Build.Tasks;

/// <summary>Ranks the layers, searches the step size and updates one layer per concept: see <see cref="UnlearnStage"/>.</summary>
[TaskName(UnlearnStage.Name)]
[TaskDescription("Ranks the layers, searches the step size and updates one layer per concept")]
[IsDependentOn(typeof(ComputeGradsTask))]
public sealed class UnlearnTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => context.Experiment.RunStageAsync(UnlearnStage.Name, context.Cancellation);
}
