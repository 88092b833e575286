using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments.Graph;

namespace Slug.Build.Tasks;

/// <summary>Trains the model, where the config does not name a finished one: for CLIP see <see cref="Slug.Experiments.Clip.Stages.PretrainStage"/>.</summary>
[TaskName(StageNames.Pretrain)]
[TaskDescription("Trains the model, where the config does not name a finished one")]
[IsDependentOn(typeof(CreateTarsTask))]
public sealed class PretrainTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => context.Experiment.RunStageAsync(StageNames.Pretrain, context.Cancellation);
}
