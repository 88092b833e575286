using System.Globalization;
using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Executors;

/// <summary>Watches a sweep's tasks until all have ended: Slurm's queue says which wait and run, the tasks' own files how they ended.</summary>
/// <param name="folder">The sweep's folder for Slurm.</param>
/// <param name="reporter">Shows what happens.</param>
/// <param name="clock">The clock.</param>
public sealed class SlurmFollower(SlurmFolder folder, IJobReporter reporter, TimeProvider clock)
{
    // Often enough for a short sweep, and no burden on a cluster's controller for a long one.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(20);

    // Between a task's end and its exit code's arrival over a shared file system.
    private const int LooksBeforeLost = 4;

    private readonly List<JobReport> _reports = [];
    private string _lastSummary = "";

    private sealed class Watched(string id, SlurmArray array, SweepJob job)
    {
        public string Task { get; } = $"{id}_{array.TaskOf(job)}";

        public SlurmArray Array { get; } = array;

        public SweepJob Job { get; } = job;

        public long? Started { get; set; }

        public int Missed { get; set; }
    }

    /// <summary>Follows the tasks to their end.</summary>
    /// <param name="arrays">The arrays with their ids.</param>
    /// <param name="cancellation">Stops following; the tasks go on.</param>
    /// <returns>What became of each.</returns>
    public async Task<IReadOnlyList<JobReport>> FollowAsync(IReadOnlyList<(string Id, SlurmArray Array)> arrays, CancellationToken cancellation)
    {
        var open = arrays.SelectMany(a => a.Array.Jobs.Select(j => new Watched(a.Id, a.Array, j))).ToList();
        var pause = ShortestPause;
        while (open.Count > 0)
        {
            var before = open.Count;
            if (await QueueAsync(cancellation).ConfigureAwait(false) is { } queue)
            {
                foreach (var task in open)
                    Look(task, queue);
                open.RemoveAll(t => HasEnded(t, queue));
                Summarise(open, queue);
            }
            if (open.Count == 0)
                break;
            pause = open.Count < before ? ShortestPause : TimeSpan.FromSeconds(Math.Min(pause.TotalSeconds * 1.3, LongestPause.TotalSeconds));
            await Task.Delay(pause, clock, cancellation).ConfigureAwait(false);
        }
        return _reports;
    }

    // A controller that is down for a while is no reason to give up on jobs that go on without it.
    private async Task<Dictionary<string, SlurmTask>?> QueueAsync(CancellationToken cancellation)
    {
        try
        {
            var queue = await Slurm.QueueAsync(cancellation).ConfigureAwait(false);
            return queue.GroupBy(t => t.Id).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        }
        catch (SlurmException e)
        {
            reporter.Told($"warning: Slurm does not answer, trying again: {e.Message}");
            return null;
        }
    }

    private void Look(Watched task, Dictionary<string, SlurmTask> queue)
    {
        if (task.Started is null && queue.TryGetValue(task.Task, out var seen) && seen.State == "RUNNING")
        {
            task.Started = clock.GetTimestamp();
            reporter.Started(task.Job);
        }
    }

    private bool HasEnded(Watched task, Dictionary<string, SlurmTask> queue)
    {
        var file = folder.ExitCode(task.Array.Name, task.Array.TaskOf(task.Job));
        if (File.Exists(file))
        {
            var code = File.ReadAllText(file).Trim();
            End(task, code == "0" ? JobOutcome.Done : JobOutcome.Failed, code == "0" ? null : JobLog.Failure(Log(task)) ?? $"it ended with exit code {code} and said nothing");
            return true;
        }
        task.Missed = queue.ContainsKey(task.Task) ? 0 : task.Missed + 1;
        if (task.Missed < LooksBeforeLost)
            return false;
        var culprit = _reports.FirstOrDefault(r => r.Outcome != JobOutcome.Done && task.Job.After.Contains(r.Job.Number));
        if (culprit is not null && task.Started is null)
            End(task, JobOutcome.NotStarted, JobReport.Needs(culprit));
        else
            End(task, JobOutcome.Failed, $"Slurm ended it (time, memory, scancel or a lost node?): sacct -j {task.Task}, and {JobLog.Failure(Log(task)) ?? "no log"}");
        return true;
    }

    private void End(Watched task, JobOutcome outcome, string? message)
    {
        var log = Log(task);
        var duration = task.Started is { } started ? clock.GetElapsedTime(started) : TimeSpan.Zero;
        var report = new JobReport(task.Job, outcome, duration, File.Exists(log) ? log : null, message);
        _reports.Add(report);
        reporter.Ended(report);
    }

    private string Log(Watched task) => folder.Log(task.Array.Name, task.Array.TaskOf(task.Job));

    private void Summarise(List<Watched> open, Dictionary<string, SlurmTask> queue)
    {
        var states = open.Select(t => queue.GetValueOrDefault(t.Task)).OfType<SlurmTask>().ToList();
        var running = states.Count(s => s.State is "RUNNING" or "COMPLETING");
        var reasons = states.Where(s => s.State == "PENDING").GroupBy(s => s.Reason).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count()} waiting ({g.Key})"));
        var summary = string.Join(", ", reasons.Prepend(string.Create(CultureInfo.InvariantCulture, $"{running} running")));
        if (summary != _lastSummary && states.Count > 0)
            reporter.Told($"queue: {summary}");
        _lastSummary = summary;
    }
}
