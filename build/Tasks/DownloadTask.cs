using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments.Graph;

namespace Slug.Build.Tasks;

/// <summary>Fetches the data that the config names and checks it: see <see cref="Slug.Experiments.Data.DownloadStage"/>.</summary>
[TaskName(StageNames.Download)]
[TaskDescription("Fetches the data that the config names and checks it")]
public sealed class DownloadTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => context.Experiment.RunStageAsync(StageNames.Download, context.Cancellation);
}
