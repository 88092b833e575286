using Cake.Core;
using Cake.Frosting;

namespace Slug.Build.Running;

/// <summary>Takes down which task is running, and starts none once the user wants to stop.</summary>
internal sealed class TaskRecorder(Outcome outcome) : FrostingTaskSetup<BuildContext>
{
    /// <inheritdoc/>
    public override void Setup(BuildContext context, ITaskSetupContext info)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        outcome.Task = info.Task.Name;
    }
}
