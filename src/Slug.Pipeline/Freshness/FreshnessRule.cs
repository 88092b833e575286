using Slug.Pipeline.Store;

namespace Slug.Pipeline.Freshness;

/// <summary>Decides whether a step is fresh and says why not. A pure function: no clock, no file system.</summary>
public static class FreshnessRule
{
    /// <summary>The verdict on a step.</summary>
    /// <param name="question">All that is known of it.</param>
    public static FreshnessVerdict Decide(FreshnessQuestion question)
    {
        if (question.Key is null)
            return LookAhead(question);
        var reasons = new List<Reason>();
        if (question.Forced)
            reasons.Add(new Forced());
        if (question.Record is null)
            reasons.AddRange(WhyNoRecord(question));
        else
            reasons.AddRange(OutputReasons(question));
        return reasons.Count == 0 ? FreshnessVerdict.Fresh : new FreshnessVerdict(FreshnessState.Stale, reasons);
    }

    // The key cannot be known yet. What is known already (a changed parameter, a first run) makes the step stale; the rest is 'maybe'.
    private static FreshnessVerdict LookAhead(FreshnessQuestion question)
    {
        var upstream = new UpstreamNotFresh(question.Upstream);
        Reason[] own = question.Forced ? [new Forced()]
            : question.LastKey is null ? [new NeverRan()]
            : question.LastRecord is { } last ? [.. Differences(question, last)]
            : [];
        return own.Length > 0
            ? new FreshnessVerdict(FreshnessState.Stale, [.. own, upstream])
            : new FreshnessVerdict(FreshnessState.Maybe, [upstream]);
    }

    private static IEnumerable<Reason> WhyNoRecord(FreshnessQuestion question)
    {
        if (question.RecordDamaged)
            return [new RecordDamaged()];
        if (question.LastKey is null)
            return [new NeverRan()];
        if (question.LastRecord is null || question.LastKey == question.Key)
            return [new ResultGone()];
        return Differences(question, question.LastRecord);
    }

    private static IEnumerable<Reason> OutputReasons(FreshnessQuestion question)
    {
        var promised = question.Outputs.Where(o => !question.Record!.Outputs.ContainsKey(o)).Select(o => (Reason)new OutputMissing(o));
        return promised.Concat(question.Faults.Select(f => f.State == ObjectState.Missing
            ? (Reason)new OutputMissing(f.Output)
            : new OutputDamaged(f.Output, f.Object)));
    }

    private static IEnumerable<Reason> Differences(FreshnessQuestion question, ActionRecord last)
    {
        if (last.Version != question.Version)
            yield return new StageVersionChanged(last.Version, question.Version);
        foreach (var change in ParameterDifference.Between(last.Parameters, question.Parameters, question.ParametersPath))
            yield return change;
        foreach (var (name, content) in question.Inputs.OrderBy(i => i.Key, StringComparer.Ordinal))
        {
            if (!last.Inputs.TryGetValue(name, out var was))
                yield return new InputAdded(name);
            else if (content is { } now && now != was)
                yield return new InputChanged(name, was, now);
        }
        foreach (var name in last.Inputs.Keys.Where(n => !question.Inputs.ContainsKey(n)).Order(StringComparer.Ordinal))
            yield return new InputRemoved(name);
    }
}
