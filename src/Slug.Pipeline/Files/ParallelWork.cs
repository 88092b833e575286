using System.Runtime.ExceptionServices;

namespace Slug.Pipeline.Files;

/// <summary>Work on many files at once whose first failure, by its message, is thrown as it is: the others would mostly say the same again.</summary>
internal static class ParallelWork
{
    /// <summary>Runs <paramref name="work"/> for 0 to <paramref name="count"/> - 1.</summary>
    /// <param name="count">How often.</param>
    /// <param name="cancellation">Stops between two.</param>
    /// <param name="work">What to do.</param>
    public static void For(int count, CancellationToken cancellation, Action<int> work)
    {
        try
        {
            if (count == 1)
                work(0);
            else
                Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, work);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.Flatten().InnerExceptions.OrderBy(e => e.Message, StringComparer.Ordinal).First());
        }
    }
}
