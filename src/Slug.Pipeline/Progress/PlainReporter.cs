using System.Globalization;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Locks;

namespace Slug.Pipeline.Progress;

/// <summary>Timestamped lines for logs and pipes: one a step, and one of progress every so often.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="clock">The clock.</param>
/// <param name="interval">The least time between two lines of progress; null is 15 seconds.</param>
/// <param name="tellsStarts">Whether a step that starts is told of too.</param>
public sealed class PlainReporter(TextWriter output, TimeProvider clock, TimeSpan? interval = null, bool tellsStarts = false) : IRunReporter
{
    private readonly TimeSpan _interval = interval ?? TimeSpan.FromSeconds(15);
    private readonly Lock _gate = new();
    private ProgressMeter _meter = new(clock);
    private RunPosition? _position;
    private long _started;
    private long _lastLine;

    /// <inheritdoc/>
    public void Started(string stepId, FreshnessVerdict verdict)
    {
        lock (_gate)
        {
            _meter = new ProgressMeter(clock);
            _started = _lastLine = clock.GetTimestamp();
            if (tellsStarts)
                Write($"{stepId}: started{(_position is null ? "" : $"; {_position.Text(TimeSpan.Zero, null)}")}");
        }
    }

    /// <inheritdoc/>
    public void Placed(RunPosition position)
    {
        lock (_gate)
            _position = position;
    }

    /// <inheritdoc/>
    public void Progressed(string stepId, long done, long total, string unit)
    {
        lock (_gate)
        {
            _meter.Report(done, total, unit);
            if (clock.GetElapsedTime(_lastLine) < _interval)
                return;
            _lastLine = clock.GetTimestamp();
            Write($"{stepId}: {_meter}{(_position is null ? "" : $"; {_position.Text(clock.GetElapsedTime(_started), _meter.Left)}")}");
        }
    }

    /// <inheritdoc/>
    public void Waiting(string stepId, LockOwner owner)
    {
        lock (_gate)
            Write($"{stepId}: waits for {owner}");
    }

    /// <inheritdoc/>
    public void Warned(string message)
    {
        lock (_gate)
            Write($"warning: {message}");
    }

    /// <inheritdoc/>
    public void Ended(StepReport report)
    {
        lock (_gate)
            Write(report.ToString());
    }

    private void Write(string line) => output.WriteLine($"[{clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}] {line}");
}
