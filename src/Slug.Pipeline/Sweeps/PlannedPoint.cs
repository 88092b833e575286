using Slug.Pipeline.Freshness;
using Slug.Pipeline.Planning;

namespace Slug.Pipeline.Sweeps;

/// <summary>A point of a sweep with what a run of it would do.</summary>
/// <param name="Point">The point.</param>
/// <param name="Plan">Its plan.</param>
public sealed record PlannedPoint(SweepPoint Point, PlanReport Plan)
{
    /// <summary>The steps that would or may run, in plan order.</summary>
    public IEnumerable<PlannedStep> Waiting => Plan.Steps.Where(s => s.Verdict.State != FreshnessState.Fresh);
}
