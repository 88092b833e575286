using Slug.Pipeline.Freshness;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Planning;

namespace Slug.Pipeline.Sweeps;

/// <summary>
/// The jobs of a sweep and their order. What several points share is made by the first of them in a job of its own, and the others wait
/// for that job instead of for its lock, so that meanwhile workers go to points that can work.
/// </summary>
/// <remarks>
/// Only a point's leading stages are made ahead, up to the first in which the point has nothing in common with others: work shared later,
/// such as the original model's evaluation, is left to the store's locks, or one point would run to its end before the others begin.
/// </remarks>
public static class SweepSchedule
{
    /// <summary>The jobs that bring all points up to date; none for points that are fresh.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="lastStage">The stage that ends a point.</param>
    /// <param name="isWanted">Whether a point is to run even when it is fresh, because its results are not where they belong.</param>
    public static IReadOnlyList<SweepJob> Of(SweepPlan plan, string lastStage, Func<SweepPoint, bool>? isWanted = null)
    {
        var points = plan.Points.Where(p => !p.Plan.IsAllFresh || isWanted?.Invoke(p.Point) == true).ToList();
        var holders = points.SelectMany(p => p.Waiting.Select(s => s.Identity).Distinct()).GroupBy(d => d).ToDictionary(g => g.Key, g => g.Count());
        // What is owned, and the job that makes it where it is made ahead.
        var makers = new Dictionary<Digest, int?>();
        var jobs = new List<SweepJob>();
        var forced = new HashSet<Digest>();
        var whole = new List<SweepJob>();
        foreach (var point in points)
        {
            var after = new SortedSet<int>();
            var force = new List<string>();
            foreach (var (stage, steps) in Leading(point, holders))
            {
                var own = steps.Where(s => !makers.ContainsKey(s.Identity)).ToList();
                foreach (var step in steps)
                {
                    if (makers.GetValueOrDefault(step.Identity) is { } maker)
                        after.Add(maker);
                }
                force.AddRange(Forced(point, steps, forced));
                if (own.All(s => holders[s.Identity] == 1))
                    continue;
                // A further stage of the same work: one job for both.
                if (jobs is [.., { } last] && last.Point == point.Point && after.SetEquals([.. last.After, last.Number]))
                    jobs[^1] = last with { Stage = stage, Force = [.. last.Force, .. force] };
                else
                    jobs.Add(new SweepJob(jobs.Count, point.Point, stage, IsWhole: false) { After = [.. after], Force = [.. force] });
                after.Add(jobs[^1].Number);
                force.Clear();
                foreach (var step in own)
                    makers[step.Identity] = jobs[^1].Number;
            }
            force.AddRange(Forced(point, point.Waiting, forced));
            whole.Add(new SweepJob(0, point.Point, lastStage, IsWhole: true) { After = [.. after], Force = [.. force] });
        }
        return [.. jobs, .. whole.Select((job, i) => job with { Number = jobs.Count + i })];
    }

    // The leading stages in which the point shares something that is to be made, with all that is to be made in them.
    private static IEnumerable<(string Stage, List<PlannedStep> Steps)> Leading(PlannedPoint point, Dictionary<Digest, int> holders) =>
        point.Waiting.GroupBy(s => s.Stage)
            .Select(g => (g.Key, g.ToList()))
            .TakeWhile(stage => stage.Item2.Any(s => holders[s.Identity] > 1));

    private static List<string> Forced(PlannedPoint point, IEnumerable<PlannedStep> steps, HashSet<Digest> forced) =>
        [.. steps.Where(s => s.Verdict.Reasons.Any(r => r is Forced) && forced.Add(s.Identity)).Select(s => s.Id)];
}
