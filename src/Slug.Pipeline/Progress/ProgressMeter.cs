using System.Globalization;
using Slug.Pipeline.Planning;

namespace Slug.Pipeline.Progress;

/// <summary>Turns counts into a rate and a time left. The rate is that of the recent past, so that a slow start is forgotten.</summary>
public sealed class ProgressMeter(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    private readonly Queue<(long Time, long Done)> _samples = new();

    /// <summary>Units done.</summary>
    public long Done { get; private set; }

    /// <summary>Units in all; 0 where not known.</summary>
    public long Total { get; private set; }

    /// <summary>What is counted.</summary>
    public string Unit { get; private set; } = "";

    /// <summary>Units a second over the recent past; 0 until two reports are in.</summary>
    public double Rate { get; private set; }

    /// <summary>The share done, 0 to 1; null where the total is not known.</summary>
    public double? Share => Total > 0 ? Math.Clamp((double)Done / Total, 0, 1) : null;

    /// <summary>The time left at the present rate, or null where it cannot be told.</summary>
    public TimeSpan? Left => Total > 0 && Rate > 0 ? TimeSpan.FromSeconds(Math.Min(Math.Max(0, Total - Done) / Rate, 1e8)) : null;

    /// <summary>Takes a report in.</summary>
    public void Report(long done, long total, string unit)
    {
        // A new phase counts from its own start.
        if (unit != Unit || done < Done || total != Total)
            _samples.Clear();
        (Done, Total, Unit) = (done, total, unit);
        var now = clock.GetTimestamp();
        while (_samples.Count > 1 && clock.GetElapsedTime(_samples.Peek().Time, now) > Window)
            _samples.Dequeue();
        // One sample in the window's hundredth is enough, whatever the number of reports.
        if (_samples.Count == 0 || clock.GetElapsedTime(_samples.Last().Time, now) >= Window / 100)
            _samples.Enqueue((now, done));
        var (time, before) = _samples.Peek();
        var elapsed = clock.GetElapsedTime(time, now).TotalSeconds;
        Rate = elapsed > 0 ? (done - before) / elapsed : 0;
    }

    /// <summary><c>24,000 of 120,000 pairs (20 %), 480 pairs/s, 3:20 left</c>.</summary>
    public override string ToString()
    {
        var amount = Total > 0
            ? $"{Durations.Amount(Done, Unit == "B" ? "B" : "").TrimEnd()} of {Durations.Amount(Total, Unit)} ({(Share!.Value * 100).ToString("0", CultureInfo.InvariantCulture)} %)"
            : Durations.Amount(Done, Unit);
        var rate = Rate > 0 ? $", {Durations.Amount(Rate, Unit)}/s" : "";
        var left = Left is { } time ? $", {Durations.Text(time)} left" : "";
        return amount + rate + left;
    }
}
