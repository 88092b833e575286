using Cake.Frosting;
using Slug.Build.Running;
using Slug.Experiments.Graph;
using Slug.Experiments.Results;

namespace Slug.Build.Tasks;

/// <summary>Writes tables and figures, see <see cref="PlotStage"/>, and ends the run with the table.</summary>
[TaskName(StageNames.Plot)]
[TaskDescription("Writes tables and figures to results/, and shows the table")]
[IsDependentOn(typeof(EvaluateTask))]
[IsDependentOn(typeof(ExportTask))]
public sealed class PlotTask : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        await context.Experiment.RunStageAsync(StageNames.Plot, context.Cancellation);
        Ending.WithTable(context);
    }
}
