using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments.Graph;

namespace Slug.Build.Tasks;

/// <summary>Packs training, forget, retain and test sets: see <see cref="Slug.Experiments.Data.CreateTarsStage"/>.</summary>
[TaskName(StageNames.CreateTars)]
[TaskDescription("Packs training, forget, retain and test sets")]
[IsDependentOn(typeof(PrepareImageNetTask))]
public sealed class CreateTarsTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => context.Experiment.RunStageAsync(StageNames.CreateTars, context.Cancellation);
}
