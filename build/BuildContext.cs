using Cake.Core;
using Cake.Frosting;
using Slug.Build.CommandLine;
using Slug.Build.Running;

namespace Slug.Build;

/// <summary>What the tasks share: where things lie, what the user asked for and the signal to stop.</summary>
public sealed class BuildContext : FrostingContext
{
    /// <summary>Puts the context together.</summary>
    /// <param name="context">Cake's context.</param>
    /// <param name="options">The command line.</param>
    /// <param name="interrupt">Ctrl+C.</param>
    public BuildContext(ICakeContext context, HostOptions options, Interrupt interrupt)
        : base(context)
    {
        Options = options;
        Cancellation = interrupt.Token;
    }

    /// <summary>The command line.</summary>
    public HostOptions Options { get; }

    /// <summary>Cancelled by Ctrl+C.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>The repository's folders.</summary>
    public Layout Layout { get; } = Layout.Find();
}
