using Slug.Pipeline.Progress;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Execution;

/// <summary>Tells where a run stands, from how long steps took before: each its own last run or, where it never ran, the mean of its stage's others.</summary>
internal static class RunOutlook
{
    /// <summary>The position of a step that is about to run.</summary>
    /// <param name="step">The step.</param>
    /// <param name="steps">All steps in the order of the plan.</param>
    /// <param name="stateOf">What is known of each.</param>
    public static RunPosition Of(Step step, IReadOnlyList<Step> steps, Func<Step, StepState> stateOf)
    {
        var states = steps.ToDictionary(s => s, stateOf);
        var known = states.ToDictionary(s => s.Key, s => (s.Value.Record ?? s.Value.LastRecord)?.Duration);
        var number = steps.ToList().IndexOf(step);
        var after = steps.Skip(number + 1).Where(s => !states[s].IsFresh).Select(Expected).ToList();
        return new RunPosition(
            number + 1, steps.Count, Expected(step), after.Aggregate(TimeSpan.Zero, (sum, time) => sum + (time ?? TimeSpan.Zero)), after.TrueForAll(time => time is not null));

        TimeSpan? Expected(Step one)
        {
            if (known[one] is { } own)
                return own;
            var alike = steps.Where(s => s.Stage == one.Stage).Select(s => known[s]).OfType<TimeSpan>().ToList();
            return alike.Count == 0 ? null : TimeSpan.FromSeconds(alike.Average(time => time.TotalSeconds));
        }
    }
}
