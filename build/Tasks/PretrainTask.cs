using Cake.Frosting;
using Slug.Experiments.Clip.Stages;

namespace Slug.Build.Tasks;

/// <summary>Trains the model, where the config does not name a finished one: see <see cref="PretrainStage"/>.</summary>
[TaskName(PretrainStage.Name)]
[TaskDescription("Trains the model, where the config does not name a finished one")]
[IsDependentOn(typeof(CreateTarsTask))]
public sealed class PretrainTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => context.Experiment.RunStageAsync(PretrainStage.Name, context.Cancellation);
}
