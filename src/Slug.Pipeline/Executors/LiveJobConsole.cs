using System.Globalization;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Sweeps;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Slug.Pipeline.Executors;

/// <summary>
/// For a terminal: the lines of <see cref="JobConsole"/>, and below them for every running point how long it has run and what it said
/// last.
/// </summary>
public sealed class LiveJobConsole : IJobReporter, IAsyncDisposable
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    private readonly IAnsiConsole _console;
    private readonly TimeProvider _clock;
    private readonly JobConsole _lines;
    private readonly List<(SweepJob Job, long Started, string Said)> _running = [];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _display;

    /// <summary>Starts to show.</summary>
    /// <param name="console">The terminal.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="jobs">The jobs of this run.</param>
    public LiveJobConsole(IAnsiConsole console, TimeProvider clock, IReadOnlyList<SweepJob> jobs)
    {
        (_console, _clock) = (console, clock);
        // Cut and filled up, so that a line covers what the display showed in its place; the whole message stands at the end and in the log.
        _lines = new JobConsole(line => console.WriteLine(Cut(line).PadRight(Math.Max(0, console.Profile.Width - 1))), clock, jobs);
        // The display's first drawing, when nothing runs yet, takes the line above it: a blank one, not the sweep's summary.
        console.WriteLine();
        _display = console.Live(Render()).AutoClear(true).StartAsync(ShowAsync);
    }

    /// <summary>The lines, with a live display where there is a terminal and nobody said that there is none to watch it.</summary>
    /// <param name="output">Where the lines go.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="jobs">The jobs of this run.</param>
    public static IJobReporter Create(TextWriter output, TimeProvider clock, IReadOnlyList<SweepJob> jobs)
    {
        var isAutomated = Environment.GetEnvironmentVariable("CI") is { Length: > 0 } ci && !ci.Equals("false", StringComparison.OrdinalIgnoreCase);
        return output != Console.Out || Console.IsOutputRedirected || isAutomated
            ? new JobConsole(output.WriteLine, clock, jobs)
            : new LiveJobConsole(AnsiConsole.Console, clock, jobs);
    }

    /// <inheritdoc/>
    public void Started(SweepJob job)
    {
        lock (_gate)
            _running.Add((job, _clock.GetTimestamp(), ""));
    }

    /// <inheritdoc/>
    public void Said(SweepJob job, string line)
    {
        lock (_gate)
        {
            var at = _running.FindIndex(r => r.Job == job);
            if (at >= 0)
                _running[at] = _running[at] with { Said = WithoutTime(line) };
        }
    }

    /// <inheritdoc/>
    public void Ended(JobReport report)
    {
        lock (_gate)
            _running.RemoveAll(r => r.Job == report.Job);
        _lines.Ended(report);
    }

    /// <inheritdoc/>
    public void Told(string message) => _lines.Told(message);

    /// <summary>Takes the display off the terminal; the lines stay.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _display.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ShowAsync(LiveDisplayContext context)
    {
        while (!_stop.IsCancellationRequested)
        {
            context.UpdateTarget(Render());
            await Task.Delay(Refresh, _clock, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private IRenderable Render()
    {
        List<string> lines;
        lock (_gate)
        {
            var width = _running.Select(r => r.Job.Point.Name.Length).DefaultIfEmpty(0).Max();
            lines = [.. _running.Select(r => string.Create(
                CultureInfo.InvariantCulture, $"  {r.Job.Point.Name.PadRight(width)}  {Durations.Text(_clock.GetElapsedTime(r.Started)),7}  {r.Said}"))];
        }
        return new Text(string.Join('\n', lines.Select(Cut)));
    }

    private string Cut(string line) => line.Length < _console.Profile.Width ? line : $"{line[..Math.Max(0, _console.Profile.Width - 2)]}…";

    // A worker's lines open with the time in brackets.
    private static string WithoutTime(string line) => line.StartsWith('[') && line.IndexOf("] ", StringComparison.Ordinal) is > 0 and var end ? line[(end + 2)..] : line;
}
