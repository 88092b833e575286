using Cake.Core;
using Cake.Frosting;
using Slug.Build.CommandLine;

namespace Slug.Build.Running;

/// <summary>Before a dry run lists the tasks, shows what each of their stages would do, and why.</summary>
internal sealed class DryRunPlan(HostOptions options) : FrostingSetup<BuildContext>
{
    /// <inheritdoc/>
    public override void Setup(BuildContext context, ISetupContext info)
    {
        if (!options.DryRun)
            return;
        var stages = info.TasksToExecute.Select(t => t.Name).Intersect(TaskNames.Stages).ToHashSet(StringComparer.Ordinal);
        if (stages.Count > 0)
            Console.Out.WriteLine(context.Experiment.Plan(stages));
    }
}
