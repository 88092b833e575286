using Cake.Core;
using Cake.Frosting;

namespace Slug.Build.Running;

/// <summary>Takes down what a run threw, before Cake turns it into an exit code that says nothing, and closes the experiment.</summary>
internal sealed class OutcomeRecorder(Outcome outcome) : FrostingTeardown<BuildContext>
{
    /// <inheritdoc/>
    public override void Teardown(BuildContext context, ITeardownContext info)
    {
        if (info.ThrownException is { } exception)
            outcome.Fail(exception);
        context.Dispose();
    }
}
