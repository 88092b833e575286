using Slug.Pipeline.Freshness;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Planning;

namespace Slug.Pipeline.Sweeps;

/// <summary>A point of a sweep with what a run of it would do.</summary>
/// <param name="Point">The point.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Identities">What each step is, whatever the point: see <see cref="StepIdentities"/>.</param>
public sealed record PlannedPoint(SweepPoint Point, PlanReport Plan, IReadOnlyDictionary<string, Digest> Identities)
{
    /// <summary>The steps that would or may run, in plan order.</summary>
    public IEnumerable<PlannedStep> Waiting => Plan.Steps.Where(s => s.Verdict.State != FreshnessState.Fresh);
}
