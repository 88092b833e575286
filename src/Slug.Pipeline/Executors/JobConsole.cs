using System.Globalization;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Executors;

/// <summary>A timestamped line for everything that happens to a sweep's points.</summary>
/// <param name="write">Writes a line.</param>
/// <param name="clock">The clock.</param>
/// <param name="jobs">The jobs of this run, for the count of points that are done with.</param>
public sealed class JobConsole(Action<string> write, TimeProvider clock, IReadOnlyList<SweepJob> jobs) : IJobReporter
{
    private readonly int _points = jobs.Select(j => j.Point).Distinct().Count();
    private readonly int _width = jobs.Select(j => j.Point.Name.Length).DefaultIfEmpty(0).Max();
    private readonly HashSet<SweepPoint> _ended = [];

    /// <inheritdoc/>
    public void Started(SweepJob job)
    {
        var others = jobs.Where(j => j.After.Contains(job.Number) && j.Point != job.Point).Select(j => j.Point).Distinct().Count();
        Line(job.Point, job.IsWhole ? "started" : string.Create(CultureInfo.InvariantCulture, $"started, up to {job.Stage}, which {others} other point{(others == 1 ? " needs" : "s need")}"));
    }

    /// <inheritdoc/>
    public void Said(SweepJob job, string line)
    {
        // It stands in the point's log.
    }

    /// <inheritdoc/>
    public void Ended(JobReport report)
    {
        var job = report.Job;
        if (job.IsWhole || report.Outcome != JobOutcome.Done)
            _ended.Add(job.Point);
        var count = string.Create(CultureInfo.InvariantCulture, $" ({_ended.Count} of {_points})");
        Line(job.Point, report.Outcome switch
        {
            JobOutcome.Done when job.IsWhole => $"done in {Durations.Text(report.Duration)}{count}",
            JobOutcome.Done => $"up to {job.Stage} in {Durations.Text(report.Duration)}",
            JobOutcome.Failed => $"failed after {Durations.Text(report.Duration)}{count}: {report.Message}",
            _ => $"not started{count}, {report.Message}",
        });
    }

    /// <inheritdoc/>
    public void Told(string message) => Line(message);

    private void Line(SweepPoint point, string text) => Line($"{point.Name.PadRight(_width)}  {text}");

    private void Line(string text) => write($"[{clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture)}] {text}");
}
