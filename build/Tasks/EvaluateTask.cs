using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments.Graph;

namespace Slug.Build.Tasks;

/// <summary>Measures the original and the unlearned models on the test set: for CLIP see <see cref="Slug.Experiments.Clip.Stages.EvaluateStage"/>.</summary>
[TaskName(StageNames.Evaluate)]
[TaskDescription("Measures the original and the unlearned models on the test set")]
[IsDependentOn(typeof(GenerateTask))]
public sealed class EvaluateTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        await context.Experiment.RunStageAsync(StageNames.Evaluate, context.Cancellation);
        Ending.WithSearches(context, StageNames.Evaluate);
    }
}
