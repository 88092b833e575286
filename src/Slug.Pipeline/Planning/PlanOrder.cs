using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Planning;

/// <summary>The order in which steps can run.</summary>
public static class PlanOrder
{
    /// <summary>The steps so that each comes after those it reads from; steps that do not wait for one another keep their order.</summary>
    /// <param name="steps">The steps, with distinct ids.</param>
    /// <param name="cycle">The ids of a cycle, its first repeated at its end; empty when there is none.</param>
    /// <returns>The sorted steps; those on or behind a cycle are left out.</returns>
    public static IReadOnlyList<Step> Sort(IReadOnlyList<Step> steps, out IReadOnlyList<string> cycle)
    {
        var byId = steps.ToDictionary(s => s.Id, StringComparer.Ordinal);
        var sorted = new List<Step>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        cycle = [];
        foreach (var step in steps)
        {
            if (Visit(step, byId, done, path, sorted) is { } found)
            {
                cycle = found;
                return sorted;
            }
        }
        return sorted;
    }

    /// <summary>The ids of the steps that a step reads from, without repetition.</summary>
    public static IEnumerable<string> Upstream(Step step) =>
        step.Inputs.OrderBy(i => i.Key, StringComparer.Ordinal).Select(i => i.Value).OfType<StepOutput>().Select(o => o.StepId).Distinct();

    private static List<string>? Visit(Step step, Dictionary<string, Step> byId, HashSet<string> done, List<string> path, List<Step> sorted)
    {
        if (done.Contains(step.Id))
            return null;
        var start = path.IndexOf(step.Id);
        if (start >= 0)
            return [.. path[start..], step.Id];
        path.Add(step.Id);
        foreach (var id in Upstream(step))
        {
            if (byId.TryGetValue(id, out var upstream) && Visit(upstream, byId, done, path, sorted) is { } cycle)
                return cycle;
        }
        path.RemoveAt(path.Count - 1);
        done.Add(step.Id);
        sorted.Add(step);
        return null;
    }
}
