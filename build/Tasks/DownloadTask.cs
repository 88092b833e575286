using Cake.Frosting;
using Slug.Experiments.Data;

namespace Slug.Build.Tasks;

/// <summary>Fetches the data that the config names and checks it: see <see cref="DownloadStage"/>.</summary>
[TaskName(DownloadStage.Name)]
[TaskDescription("Fetches the data that the config names and checks it")]
public sealed class DownloadTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(BuildContext context) => context.Experiment.RunStageAsync(DownloadStage.Name, context.Cancellation);
}
