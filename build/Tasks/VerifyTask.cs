using Cake.Frosting;
using Slug.Build.Running;
using Slug.Pipeline.Execution;
using Slug.Pipeline.Maintenance;

namespace Slug.Build.Tasks;

/// <summary>Rehashes everything in the cache. What is damaged is moved aside and named, and the run counts as failed; what needs it runs again next time.</summary>
[TaskName("Verify")]
[TaskDescription("Rehashes the cache and names what is damaged")]
public sealed class VerifyTask : FrostingTask<BuildContext>
{
    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        using var workspace = new Workspace(context.RunOptions(context.Options.Config).CachePath, TimeProvider.System);
        var report = StoreVerifier.Verify(workspace, cancellation: context.Cancellation);
        Console.Out.Write(report);
        if (report.Faults.Count > 0)
            throw new ReportedFailureException("The store is damaged.");
    }
}
