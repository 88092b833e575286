using System.Globalization;
using System.Text;
using Slug.Pipeline.Freshness;

namespace Slug.Pipeline.Planning;

/// <summary>The one renderer of verdicts: the run line, <c>Status</c>, the dry run and the step's log say the same of the same.</summary>
public static class PlanText
{
    private const int ReasonsInALine = 3, StepsInALine = 6;

    /// <summary>A verdict in a line: <c>fresh</c>, <c>stale (search.iterations: 10 -> 12)</c>, <c>maybe (waits for Pretrain)</c>.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="all">Whether to give every reason, or the first few and how many more there are.</param>
    public static string Verdict(FreshnessVerdict verdict, bool all = false)
    {
        var state = verdict.State.ToString().ToLowerInvariant();
        if (verdict.Reasons.Count == 0)
            return state;
        var shown = all ? verdict.Reasons.Count : Math.Min(verdict.Reasons.Count, ReasonsInALine);
        var more = verdict.Reasons.Count > shown ? $"; and {verdict.Reasons.Count - shown} more" : "";
        return $"{state} ({string.Join("; ", verdict.Reasons.Take(shown).Select(reason => all ? reason.ToString() : Short(reason)))}{more})";
    }

    // A table waits for hundreds of steps.
    private static string Short(Reason reason) => reason is UpstreamNotFresh { Steps.Count: > StepsInALine } many
        ? $"{new UpstreamNotFresh([.. many.Steps.Take(StepsInALine)])} and {many.Steps.Count - StepsInALine} more"
        : reason.ToString();

    /// <summary>A plan as a table, with a line that sums it up.</summary>
    public static string Render(PlanReport report)
    {
        var text = new StringBuilder();
        var width = report.Steps.Select(s => s.Id.Length).DefaultIfEmpty(0).Max();
        foreach (var step in report.Steps)
        {
            text.Append(step.Id.PadRight(width)).Append("  ").Append(Verdict(step.Verdict));
            if (step.Verdict.State != FreshnessState.Fresh && step.LastDuration is { } last)
                text.Append(", took ").Append(Durations.Text(last)).Append(" last time");
            text.Append('\n');
        }
        return text.Append(Summary(report)).Append('\n').ToString();
    }

    private static string Summary(PlanReport report)
    {
        var stale = report.Steps.Count(s => s.Verdict.State == FreshnessState.Stale);
        var maybe = report.Steps.Count(s => s.Verdict.State == FreshnessState.Maybe);
        var waiting = report.Steps.Where(s => s.Verdict.State != FreshnessState.Fresh).ToList();
        var known = waiting.Where(s => s.LastDuration is not null).ToList();
        var time = TimeSpan.FromTicks(known.Sum(s => s.LastDuration!.Value.Ticks));
        // Of what never ran nothing is known.
        var cost = time == TimeSpan.Zero ? ""
            : $"; about {Durations.Text(time)} by what {(known.Count == waiting.Count ? "they" : string.Create(CultureInfo.InvariantCulture, $"{known.Count} of {waiting.Count}"))} took last time";
        return string.Create(CultureInfo.InvariantCulture, $"{report.Steps.Count - stale - maybe} fresh, {stale} stale, {maybe} maybe{cost}");
    }
}
