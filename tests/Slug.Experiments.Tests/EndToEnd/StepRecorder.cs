using Slug.Pipeline.Freshness;
using Slug.Pipeline.Locks;
using Slug.Pipeline.Progress;

namespace Slug.Experiments.Tests.EndToEnd;

/// <summary>Keeps what became of each step of a run.</summary>
internal sealed class StepRecorder : IRunReporter
{
    public List<StepReport> Reports { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>Called whenever a step says how far it is.</summary>
    public Action? OnProgress { get; init; }

    public void Started(string stepId, FreshnessVerdict verdict)
    {
    }

    public void Progressed(string stepId, long done, long total, string unit) => OnProgress?.Invoke();

    public void Waiting(string stepId, LockOwner owner)
    {
    }

    public void Warned(string message) => Warnings.Add(message);

    public void Ended(StepReport report) => Reports.Add(report);
}
