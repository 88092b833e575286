using Slug.Pipeline.Sweeps;

namespace Slug.Pipeline.Executors;

/// <summary>How a job ended.</summary>
public enum JobOutcome
{
    /// <summary>Its point is up to date, as far as the job goes.</summary>
    Done,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It was not started, because what it waits for failed.</summary>
    NotStarted,
}

/// <summary>What became of a job.</summary>
/// <param name="Job">The job.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Duration">How long it ran.</param>
/// <param name="LogPath">Its log; null when it was not started.</param>
/// <param name="Message">Why it did not succeed, in a line.</param>
public sealed record JobReport(SweepJob Job, JobOutcome Outcome, TimeSpan Duration, string? LogPath, string? Message)
{
    /// <summary>Why a job is not started that waits for a failed one.</summary>
    /// <param name="failed">The failed one.</param>
    internal static string Needs(JobReport failed) => $"for want of what {failed.Job.Point.Name} failed to make";
}
