namespace Slug.Pipeline.Sweeps;

/// <summary>One run of the host on one point of a sweep: to the point's end, or to a stage up to which others wait for its work.</summary>
/// <param name="Number">Its place in the schedule; a job comes after all jobs that it waits for.</param>
/// <param name="Point">The point.</param>
/// <param name="Stage">The stage up to which the point is brought up to date.</param>
/// <param name="IsWhole">Whether that is the point's end.</param>
public sealed record SweepJob(int Number, SweepPoint Point, string Stage, bool IsWhole)
{
    /// <summary>The numbers of the jobs that must have succeeded, in order.</summary>
    public IReadOnlyList<int> After { get; init; } = [];

    /// <summary>The steps that this job runs though they are fresh. What several points share is forced in one of them only.</summary>
    public IReadOnlyList<string> Force { get; init; } = [];
}
