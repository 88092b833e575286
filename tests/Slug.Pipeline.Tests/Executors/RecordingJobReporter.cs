using Slug.Pipeline.Executors;
using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Tests.Executors;

/// <summary>Remembers what it is told.</summary>
internal sealed class RecordingJobReporter : IJobReporter
{
    public List<string> Events { get; } = [];

    public void Started(SweepJob job) => Add($"started {job.Point.Index} {job.Stage}");

    public void Ended(JobReport report) => Add($"{report.Outcome} {report.Job.Point.Index} {report.Job.Stage} {report.Message}".TrimEnd());

    public void Told(string message) => Add(message);

    private void Add(string text)
    {
        lock (Events)
            Events.Add(text);
    }
}
