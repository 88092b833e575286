using Cake.Frosting;
using Slug.Experiments.Stages;

namespace Slug.Build.Tasks;

/// <summary>Sorts ImageNet's validation images into classes, where the config measures on them: see <see cref="PrepareImageNetStage"/>.</summary>
[TaskName(PrepareImageNetStage.Name)]
[TaskDescription("Sorts ImageNet's validation images into classes, where the config measures on them")]
[IsDependentOn(typeof(DownloadTask))]
public sealed class PrepareImageNetTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        if (context.Experiment.Experiment.Options.ImageNet is null)
            await Console.Out.WriteLineAsync($"{PrepareImageNetStage.Name}: nothing to do, for the config has no section 'imagenet'");
        else
            await context.Experiment.RunStageAsync(PrepareImageNetStage.Name, context.Cancellation);
    }
}
