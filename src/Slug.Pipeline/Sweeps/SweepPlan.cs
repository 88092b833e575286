using System.Globalization;
using System.Text;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Planning;

namespace Slug.Pipeline.Sweeps;

/// <summary>The plans of a sweep's points together: what is shared is counted once.</summary>
/// <param name="Points">Every point with its plan.</param>
public sealed record SweepPlan(IReadOnlyList<PlannedPoint> Points)
{
    /// <summary>The points of which nothing would run.</summary>
    public int FreshPoints => Points.Count(p => p.Plan.IsAllFresh);

    /// <summary>The steps of all points, those that are the same work counted once.</summary>
    public int Steps => Points.SelectMany(p => p.Plan.Steps).Select(s => s.Identity).Distinct().Count();

    /// <summary>
    /// Stale and maybe-stale steps, those that are the same work counted once. The most that can run: a step that reruns to the same
    /// bytes stops the wave behind it.
    /// </summary>
    public int StepsToRun => Distinct().Count();

    /// <summary>The time that the distinct steps to run took when they last ran, as far as known.</summary>
    public TimeSpan KnownCost => Distinct().Aggregate(TimeSpan.Zero, (sum, s) => sum + (s.LastDuration ?? TimeSpan.Zero));

    /// <summary>What there is to do, in a line: <c>6 points, 2 fresh; at most 23 of 41 distinct steps to run, about 4:10</c>.</summary>
    public string Summary
    {
        get
        {
            var points = $"{Count(Points.Count, "point")}, {(FreshPoints == Points.Count ? "all" : FreshPoints)} fresh";
            if (StepsToRun == 0)
                return $"{points}; nothing to run";
            var cost = KnownCost > TimeSpan.Zero ? $", about {Durations.Text(KnownCost)} of work" : "";
            return $"{points}; at most {StepsToRun.ToString("#,0", CultureInfo.InvariantCulture)} of {Count(Steps, "distinct step")} to run{cost}";
        }
    }

    /// <summary>A line a point and one that sums up.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var width = Points.Select(p => p.Point.Name.Length).DefaultIfEmpty(0).Max();
        foreach (var point in Points)
            text.Append(point.Point.Name.PadRight(width)).Append("  ").Append(State(point)).Append('\n');
        return text.Append(Summary).Append('\n').ToString();
    }

    /// <summary>The steps that would run, point by point, each piece of work at the first point that has it.</summary>
    public IReadOnlyList<IReadOnlyList<PlannedStep>> ToRun
    {
        get
        {
            var seen = new HashSet<Digest>();
            return [.. Points.Select(p => p.Waiting.Where(s => seen.Add(s.Identity)).ToList())];
        }
    }

    private IEnumerable<PlannedStep> Distinct() => ToRun.SelectMany(steps => steps);

    // The first stale step tells why; those behind it wait for it.
    private static string State(PlannedPoint point)
    {
        var waiting = point.Waiting.ToList();
        if (waiting.Count == 0)
            return "fresh";
        var first = waiting.FirstOrDefault(s => s.Verdict.State == FreshnessState.Stale) ?? waiting[0];
        var reason = PlanText.Verdict(first.Verdict);
        return $"{waiting.Count} of {point.Plan.Steps.Count} steps to run, from {first.Id}: {reason}";
    }

    private static string Count(int count, string unit) => $"{count.ToString("#,0", CultureInfo.InvariantCulture)} {unit}{(count == 1 ? "" : "s")}";
}
