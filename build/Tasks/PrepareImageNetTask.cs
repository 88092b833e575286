using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments.Graph;

namespace Slug.Build.Tasks;

/// <summary>Sorts ImageNet's validation images into classes, where the config measures on them: see <see cref="Slug.Experiments.Data.PrepareImageNetStage"/>.</summary>
[TaskName(StageNames.PrepareImageNet)]
[TaskDescription("Sorts ImageNet's validation images into classes, where the config measures on them")]
[IsDependentOn(typeof(DownloadTask))]
public sealed class PrepareImageNetTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        // Who runs a whole experiment without ImageNet wants no line about it; who asks for this very target does.
        if (context.Experiment.Experiment.Options.ImageNet is not null)
            await context.Experiment.RunStageAsync(StageNames.PrepareImageNet, context.Cancellation);
        else if (context.Options.Targets.Contains(StageNames.PrepareImageNet, StringComparer.OrdinalIgnoreCase))
            await Console.Out.WriteLineAsync($"{StageNames.PrepareImageNet}: nothing to do, for the config has no section 'imagenet'");
    }
}
