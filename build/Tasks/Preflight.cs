using Cake.Core;
using Cake.Frosting;
using Slug.Build.CommandLine;
using Slug.Build.Running;
using Slug.Experiments.Sweeps;

namespace Slug.Build.Tasks;

/// <summary>
/// Before the first task: reads what a task at the end will need, so that a mistake in it costs no hours, and before a dry run lists the
/// tasks, shows what each of their stages would do, and why.
/// </summary>
internal sealed class Preflight(HostOptions options) : FrostingSetup<BuildContext>
{
    /// <inheritdoc/>
    public override void Setup(BuildContext context, ISetupContext info)
    {
        if (options.Targets.Contains(RegressTask.Name))
            _ = context.Baseline;
        if (!options.DryRun)
            return;
        var stages = info.TasksToExecute.Select(t => t.Name).Intersect(TaskNames.Stages).ToHashSet(StringComparer.Ordinal);
        if (options.Targets.Contains(SweepTask.Name))
            Console.Out.WriteLine(SweepRun.Open(context.RunOptions(options.Config)).Plan());
        if (stages.Count > 0)
            Console.Out.WriteLine(context.Experiment.Plan(stages));
    }
}
