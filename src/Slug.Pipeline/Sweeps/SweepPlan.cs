using System.Text;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Planning;
using Slug.Pipeline.Progress;

namespace Slug.Pipeline.Sweeps;

/// <summary>The plans of a sweep's points together: what is shared is counted once.</summary>
/// <param name="Points">Every point with its plan.</param>
public sealed record SweepPlan(IReadOnlyList<(SweepPoint Point, PlanReport Plan)> Points)
{
    /// <summary>The points of which nothing would run.</summary>
    public int FreshPoints => Points.Count(p => p.Plan.IsAllFresh);

    /// <summary>Steps of all points, counted for each point.</summary>
    public int Steps => Points.Sum(p => p.Plan.Steps.Count);

    /// <summary>
    /// Stale and maybe-stale steps, those of one known key counted once. Steps whose key is not known yet may turn out shared too,
    /// so that this is the most that can run.
    /// </summary>
    public int StepsToRun
    {
        get
        {
            var waiting = Points.SelectMany(p => p.Plan.Steps).Where(s => s.Verdict.State != FreshnessState.Fresh).ToList();
            return waiting.Where(s => s.Key is not null).Select(s => s.Key!.Value).Distinct().Count() + waiting.Count(s => s.Key is null);
        }
    }

    /// <summary>The time that the distinct steps to run took when they last ran, as far as known.</summary>
    public TimeSpan KnownCost
    {
        get
        {
            var seen = new HashSet<Digest>();
            return Points.SelectMany(p => p.Plan.Steps)
                .Where(s => s.Verdict.State != FreshnessState.Fresh && (s.Key is not { } key || seen.Add(key)))
                .Aggregate(TimeSpan.Zero, (sum, s) => sum + (s.LastDuration ?? TimeSpan.Zero));
        }
    }

    /// <summary>A line a point and one that sums up.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var width = Points.Select(p => p.Point.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var (point, plan) in Points)
        {
            var stale = plan.Steps.Count(s => s.Verdict.State != FreshnessState.Fresh);
            text.Append(point.Name.PadRight(width)).Append("  ").Append(stale == 0 ? "fresh" : $"{stale} of {plan.Steps.Count} steps to run").Append('\n');
        }
        var cost = KnownCost > TimeSpan.Zero ? $", about {Durations.Text(KnownCost)}" : "";
        return text.Append($"{Points.Count} points, {FreshPoints} fresh; at most {StepsToRun} steps to run of {Steps}{cost}\n").ToString();
    }
}
