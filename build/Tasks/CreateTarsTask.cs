using Cake.Frosting;
using Slug.Experiments.Data;

namespace Slug.Build.Tasks;

/// <summary>Packs training, forget, retain and test sets: see <see cref="CreateTarsStage"/>.</summary>
[TaskName(CreateTarsStage.Name)]
[TaskDescription("Packs training, forget, retain and test sets")]
[IsDependentOn(typeof(PrepareImageNetTask))]
public sealed class CreateTarsTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => context.Experiment.RunStageAsync(CreateTarsStage.Name, context.Cancellation);
}
