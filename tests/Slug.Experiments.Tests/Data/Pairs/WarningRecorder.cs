using Slug.Pipeline.Freshness;
using Slug.Pipeline.Locks;
using Slug.Pipeline.Progress;

namespace Slug.Experiments.Tests.Data.Pairs;

/// <summary>Keeps what became of each step, and every warning.</summary>
internal sealed class WarningRecorder : IRunReporter
{
    public List<StepReport> Reports { get; } = [];

    public List<string> Warnings { get; } = [];

    public void Started(string stepId, FreshnessVerdict verdict)
    {
    }

    public void Progressed(string stepId, long done, long total, string unit)
    {
    }

    public void Waiting(string stepId, LockOwner owner)
    {
    }

    public void Warned(string message) => Warnings.Add(message);

    public void Ended(StepReport report) => Reports.Add(report);
}
