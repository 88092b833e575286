using Cake.Frosting;
using Slug.Build.Running;

namespace Slug.Build.Tasks;

/// <summary>Shows all that is known of a stage's steps: key, parameters, inputs, outputs, and how the result was made. Runs nothing.</summary>
[TaskName("Explain")]
[TaskDescription("Shows a stage's key, parameters, inputs, outputs and provenance (--stage=STAGE)")]
public sealed class ExplainTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context) => Console.Out.Write(string.Join("\n", context.Experiment.Explain(context.Options.Stage!)));
}
