using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments.Graph;

namespace Slug.Build.Tasks;

/// <summary>Ranks the layers, searches the step size and updates one layer per concept: for CLIP see <see cref="Slug.Experiments.Clip.Stages.UnlearnStage"/>.</summary>
[TaskName(StageNames.Unlearn)]
[TaskDescription("Ranks the layers, searches the step size and updates one layer per concept")]
[IsDependentOn(typeof(ComputeGradsTask))]
public sealed class UnlearnTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        await context.Experiment.RunStageAsync(StageNames.Unlearn, context.Cancellation);
        Ending.WithSearches(context, StageNames.Unlearn);
    }
}
