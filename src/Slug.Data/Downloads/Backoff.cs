using Slug.Basics;

namespace Slug.Data.Downloads;

/// <summary>How waiting times grow from one failure to the next.</summary>
public sealed record BackoffOptions
{
    /// <summary>The wait after the first failure, before jitter.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The wait never exceeds this. A server that asks for a longer one (<c>Retry-After</c>) is given up at once.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(2);
}

/// <summary>
/// Waits between tries: twice as long after each failure, shortened by up to a half at random so that many clients do not come back at the same
/// instant. Safe for several threads.
/// </summary>
/// <param name="options">The waiting times.</param>
/// <param name="time">The clock to wait by.</param>
/// <param name="random">Draws the jitter.</param>
public sealed class Backoff(BackoffOptions options, TimeProvider time, SeededRandom random)
{
    private readonly Lock _gate = new();

    /// <summary>
    /// The wait after that many failures in a row, or null when the server asks for more patience than <see cref="BackoffOptions.Longest"/>.
    /// </summary>
    /// <param name="failures">Failures in a row, at least 1.</param>
    /// <param name="asked">What the server asks for, if it does.</param>
    public TimeSpan? DelayAfter(int failures, TimeSpan? asked = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(failures);
        if (asked > options.Longest)
            return null;
        double jitter;
        lock (_gate)
            jitter = 0.5 + (0.5 * random.NextDouble());
        var grown = options.First.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30));
        var delay = TimeSpan.FromSeconds(Math.Min(grown, options.Longest.TotalSeconds) * jitter);
        return asked > delay ? asked : delay;
    }

    /// <summary>Waits for that long on the given clock.</summary>
    public Task WaitAsync(TimeSpan delay, CancellationToken cancellation) => Task.Delay(delay, time, cancellation);
}
