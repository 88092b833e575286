using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments.Graph;

namespace Slug.Build.Tasks;

/// <summary>Generates pictures or answers with every model, where the family's models do: see <see cref="Slug.Experiments.Graph.StageNames.Generate"/>.</summary>
[TaskName(StageNames.Generate)]
[TaskDescription("Generates pictures or answers with every model, where the family's models do")]
[IsDependentOn(typeof(UnlearnTask))]
public sealed class GenerateTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => OptionalStage.RunAsync(context, StageNames.Generate);
}
