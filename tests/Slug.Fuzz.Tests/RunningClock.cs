namespace Slug.Fuzz.Tests;

/// <summary>Time during which this process may run: while it is stopped (SIGSTOP, a machine put to sleep), no timer ticks and no input waits.</summary>
internal sealed class RunningClock : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly Timer _timer;
    private int _ticks;

    public RunningClock() => _timer = new Timer(_ => Interlocked.Increment(ref _ticks), null, Tick, Tick);

    /// <summary>Time since the beginning, in steps of a tenth of a second.</summary>
    public TimeSpan Now => Volatile.Read(ref _ticks) * Tick;

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
