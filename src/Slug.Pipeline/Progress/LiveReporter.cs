using System.Globalization;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Locks;
using Spectre.Console;

namespace Slug.Pipeline.Progress;

/// <summary>A live bar with rate and time left while a step runs; its line stays when it has ended.</summary>
/// <param name="console">The terminal.</param>
/// <param name="clock">The clock.</param>
public sealed class LiveReporter(IAnsiConsole console, TimeProvider clock) : IRunReporter
{
    // Spinner, gaps and bar.
    private const int BarWidth = 12, Around = BarWidth + 6;

    private readonly Lock _gate = new();
    private ProgressMeter _meter = new(clock);
    private RunPosition? _position;
    private long _started;
    private ProgressTask? _bar;
    private TaskCompletionSource? _stop;
    private Task _display = Task.CompletedTask;

    /// <inheritdoc/>
    public void Started(string stepId, FreshnessVerdict verdict)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _meter = new ProgressMeter(clock);
            _started = clock.GetTimestamp();
            _stop = stop;
        }
        _display = console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = BarWidth })
            .StartAsync(async context =>
            {
                var bar = context.AddTask(Markup.Escape(Line(stepId)), maxValue: 1);
                bar.IsIndeterminate = true;
                lock (_gate)
                    _bar = bar;
                await stop.Task.ConfigureAwait(false);
            });
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
            if (_bar is not { } bar)
                return;
            bar.Description = Markup.Escape(Line(stepId));
            bar.IsIndeterminate = _meter.Share is null;
            bar.Value = _meter.Share ?? 0;
        }
    }

    /// <inheritdoc/>
    public void Waiting(string stepId, LockOwner owner) => console.WriteLine($"{stepId}: waits for {owner}");

    /// <inheritdoc/>
    public void Warned(string message) => console.WriteLine($"warning: {message}");

    /// <inheritdoc/>
    public void Ended(StepReport report)
    {
        lock (_gate)
        {
            _stop?.TrySetResult();
            (_stop, _bar) = (null, null);
        }
        // The bar must be off the screen before the line is written where it was.
        _display.GetAwaiter().GetResult();
        _display = Task.CompletedTask;
        console.WriteLine(report.ToString());
    }

    // The longest of these that fits, for a line that wraps takes the one above it along when it goes.
    private string Line(string stepId)
    {
        var position = _position?.Text(clock.GetElapsedTime(_started), _meter.Left);
        var share = _meter.Share is { } done ? $"{(done * 100).ToString("0", CultureInfo.InvariantCulture)} %" : "";
        string[] forms =
        [
            Join(stepId, _meter.Unit.Length > 0 ? _meter.ToString() : "", position),
            Join(stepId, share, position),
            Join(stepId, position),
            Join(stepId, share),
        ];
        return forms.FirstOrDefault(form => form.Length <= console.Profile.Width - Around) ?? stepId;

        static string Join(params string?[] parts) => string.Join("  ", parts.Where(part => !string.IsNullOrEmpty(part)));
    }
}
