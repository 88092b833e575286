using System.Runtime.ExceptionServices;

namespace Slug.Data;

/// <summary>Work on all cores whose failure is the failure itself, not a collection of failures.</summary>
internal static class ParallelWork
{
    /// <summary>Does the work for 0 to <paramref name="count"/> - 1. What is wrong is thrown as it was, of several the one with the lowest number, whichever came first.</summary>
    public static void For(int count, Action<int> work, CancellationToken cancellation = default)
    {
        var failures = new ExceptionDispatchInfo?[count];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            try
            {
                work(i);
            }
            catch (Exception failure)
            {
                failures[i] = ExceptionDispatchInfo.Capture(failure);
            }
        });
        Array.Find(failures, failure => failure is not null)?.Throw();
    }
}
