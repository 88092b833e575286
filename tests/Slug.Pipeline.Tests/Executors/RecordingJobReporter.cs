using Slug.Pipeline.Executors;
using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Tests.Executors;

/// <summary>Remembers what it is told.</summary>
internal sealed class RecordingJobReporter : IJobReporter
{
    public List<string> Events { get; } = [];

    public void Started(SweepJob job) => Add($"started {job.Point.Index} {job.Stage}");

    /// <summary>What the jobs' processes said.</summary>
    public List<string> Lines { get; } = [];

    public void Said(SweepJob job, string line)
    {
        lock (Lines)
            Lines.Add($"{job.Point.Index} {line}");
    }

    public void Ended(JobReport report) => Add($"{report.Outcome} {report.Job.Point.Index} {report.Job.Stage} {report.Message}".TrimEnd());

    public void Told(string message) => Add(message);

    private void Add(string text)
    {
        lock (Events)
            Events.Add(text);
    }
}
