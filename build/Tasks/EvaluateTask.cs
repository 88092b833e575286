using Cake.Frosting;
using Slug.Experiments.Clip.Stages;

namespace Slug.Build.Tasks;

/// <summary>Measures the original and the unlearned models on the test set: see <see cref="EvaluateStage"/>.</summary>
[TaskName(EvaluateStage.Name)]
[TaskDescription("Measures the original and the unlearned models on the test set")]
[IsDependentOn(typeof(UnlearnTask))]
public sealed class EvaluateTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => context.Experiment.RunStageAsync(EvaluateStage.Name, context.Cancellation);
}
