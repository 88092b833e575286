using Cake.Frosting;

namespace Slug.Build.Tasks;

/// <summary>Shows which stages are fresh, and why the others are not. Runs nothing.</summary>
[TaskName("Status")]
[TaskDescription("Shows which stages are fresh, and why the others are not")]
public sealed class StatusTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => Console.Out.Write(context.Experiment.Plan());
}
