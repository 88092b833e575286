using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments.Graph;

namespace Slug.Build.Tasks;

/// <summary>Writes the unlearned models in the forms of other tools, where the config asks for some.</summary>
[TaskName(StageNames.Export)]
[TaskDescription("Writes the unlearned models in other tools' forms, where the config asks for some")]
[IsDependentOn(typeof(UnlearnTask))]
public sealed class ExportTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => OptionalStage.RunAsync(context, StageNames.Export);
}
