using Cake.Core;

namespace Cake.Frosting;

/// <summary>A task, as the host sees it; derive from <see cref="FrostingTask{T}"/> or <see cref="AsyncFrostingTask{T}"/>.</summary>
public interface IFrostingTask
{
    /// <summary>Does the work.</summary>
    /// <param name="context">The run's context.</param>
    Task RunAsync(ICakeContext context);

    /// <summary>Whether the task is to run. A task that was asked for by name fails the run when it says no.</summary>
    /// <param name="context">The run's context.</param>
    bool ShouldRun(ICakeContext context);

    /// <summary>What is said when <see cref="ShouldRun"/> says no.</summary>
    string SkippedMessage => string.Empty;

    /// <summary>Takes a failure over: unless it throws, the run goes on as if nothing had happened.</summary>
    /// <param name="exception">What <see cref="RunAsync"/> threw.</param>
    /// <param name="context">The run's context.</param>
    void OnError(Exception exception, ICakeContext context);

    /// <summary>Runs after the task, failed or not.</summary>
    /// <param name="context">The run's context.</param>
    void Finally(ICakeContext context);
}
