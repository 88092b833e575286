using System.Globalization;
using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Executors;

/// <summary>Runs a sweep's jobs on this machine, each as a process of its own: a crash costs one point.</summary>
/// <param name="options">How.</param>
/// <param name="reporter">Shows what happens.</param>
/// <param name="clock">The clock.</param>
public sealed class LocalExecutor(LocalExecutorOptions options, IJobReporter reporter, TimeProvider clock)
{
    private readonly List<JobReport> _reports = [];
    private readonly HashSet<SweepPoint> _logged = [];

    /// <summary>Runs jobs to their end. A failed one does not stop the others.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="cancellation">Stops the running ones, and starts no more.</param>
    /// <returns>What became of each.</returns>
    /// <exception cref="OperationCanceledException">The sweep was cancelled, and everything that it started has ended.</exception>
    public async Task<IReadOnlyList<JobReport>> RunAsync(IReadOnlyList<SweepJob> jobs, CancellationToken cancellation)
    {
        var queue = new JobQueue(jobs);
        var slots = new Stack<int>(Enumerable.Range(0, options.Jobs).Reverse());
        var running = new Dictionary<Task<JobReport>, int>();
        while (!queue.IsEmpty)
        {
            while (slots.Count > 0 && !cancellation.IsCancellationRequested && queue.TryTake() is { } job)
            {
                var slot = slots.Pop();
                reporter.Started(job);
                running[RunAsync(job, slot, cancellation)] = slot;
            }
            if (running.Count == 0)
                break;
            var ended = await Task.WhenAny(running.Keys).ConfigureAwait(false);
            running.Remove(ended, out var free);
            slots.Push(free);
            var report = await ended.ConfigureAwait(false);
            if (!cancellation.IsCancellationRequested)
                Note(report, queue);
        }
        cancellation.ThrowIfCancellationRequested();
        return _reports;
    }

    private void Note(JobReport report, JobQueue queue)
    {
        _reports.Add(report);
        reporter.Ended(report);
        if (report.Outcome == JobOutcome.Done)
        {
            queue.Succeeded(report.Job);
            return;
        }
        var lost = queue.Failed(report.Job);
        _reports.AddRange(lost.Select(point => new JobReport(report.Job with { Point = point, IsWhole = true }, JobOutcome.NotStarted, TimeSpan.Zero, null, JobReport.Needs(report))));
        if (lost.Count > 0)
            reporter.Told(string.Create(CultureInfo.InvariantCulture, $"{lost.Count} point{(lost.Count == 1 ? " is" : "s are")} not started, for want of what {report.Job.Point.Name} failed to make"));
    }

    private async Task<JobReport> RunAsync(SweepJob job, int slot, CancellationToken cancellation)
    {
        var log = options.LogOf(job.Point);
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        var begin = clock.GetTimestamp();
        var arguments = options.Command.ArgumentsOf(job);
        await using var writer = new StreamWriter(log, append: !_logged.Add(job.Point)) { AutoFlush = true, NewLine = "\n" };
        await writer.WriteLineAsync($"$ {options.Command.Program} {string.Join(' ', arguments)}").ConfigureAwait(false);
        var code = await WorkerProcess.RunAsync(options.Command, arguments, GpuOf(slot), line =>
        {
            writer.WriteLine(line);
            reporter.Said(job, line);
        }, cancellation).ConfigureAwait(false);
        var duration = clock.GetElapsedTime(begin);
        var failure = code == 0 ? null : Failure(log, code);
        await writer.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"exit code {code}")).ConfigureAwait(false);
        return new JobReport(job, code == 0 ? JobOutcome.Done : JobOutcome.Failed, duration, log, failure);
    }

    private string? GpuOf(int slot) => options.Gpus.Count == 0 ? null : options.Gpus[slot % options.Gpus.Count];

    private static string Failure(string log, int code)
    {
        var message = JobLog.Failure(log);
        // The log opens with the command.
        return message is null || message.StartsWith('$')
            ? string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {code} and said nothing")
            : message;
    }
}
