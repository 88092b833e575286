using Slug.Basics;
using Slug.Pipeline.Files;
using Slug.Pipeline.Keys;
using Slug.Pipeline.Stages;

namespace Slug.Pipeline.Planning;

/// <summary>Finds everything wrong with a plan before anything runs.</summary>
public static class PlanValidator
{
    /// <summary>All problems of a plan; none when it can run.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="repositoryRoot">What relative source paths are resolved against.</param>
    /// <param name="force">Stage and step names given by the user to be forced.</param>
    /// <param name="mayLack">Whether source files may be missing.</param>
    public static IReadOnlyList<string> Validate(IReadOnlyList<Step> steps, string repositoryRoot, IReadOnlySet<string>? force = null, bool mayLack = false)
    {
        var problems = new List<string>();
        var byId = new Dictionary<string, Step>(StringComparer.Ordinal);
        foreach (var step in steps)
        {
            if (!byId.TryAdd(step.Id, step))
                problems.Add($"Two steps are named {step.Id}.");
        }
        foreach (var step in steps)
            problems.AddRange(CheckStep(step, byId, repositoryRoot, mayLack));
        problems.AddRange(CheckPublished(steps));
        PlanOrder.Sort([.. byId.Values], out var cycle);
        if (cycle.Count > 0)
            problems.Add($"The steps wait for each other in a circle: {string.Join(" -> ", cycle)}.");
        foreach (var name in (force ?? new HashSet<string>()).Where(n => !byId.ContainsKey(n) && steps.All(s => s.Stage != n)).Order(StringComparer.Ordinal))
        {
            var known = steps.Select(s => s.Stage).Concat(steps.Select(s => s.Id)).Distinct();
            problems.Add($"Nothing to force is named '{name}'; stages are {string.Join(", ", steps.Select(s => s.Stage).Distinct())}{(NearestNames.Hint(name, known) is { Length: > 0 } hint ? hint : ".")}");
        }
        return problems;
    }

    private static IEnumerable<string> CheckStep(Step step, Dictionary<string, Step> byId, string root, bool mayLack)
    {
        if (step.Id.AsSpan().ContainsAnyInRange('\0', '\x1f') || step.Stage.Length == 0)
            yield return $"Step '{step.Id}' has an empty name or one with control characters.";
        if (step.Outputs.Count == 0)
            yield return $"{step.Id} has no outputs.";
        foreach (var name in step.Outputs.GroupBy(o => o.Name).Where(g => g.Count() > 1).Select(g => g.Key))
            yield return $"{step.Id} has two outputs named '{name}'.";
        foreach (var output in step.Outputs.Where(o => !FolderTree.IsSafe(o.Name)))
            yield return $"{step.Id}: output name '{output.Name}' is not a relative path inside the output folder.";
        foreach (var output in step.Outputs.Where(o => o.PublishAs is { } p && !(FolderTree.IsSafe(p) || (p.Length == 0 && o.Kind == ArtifactKind.Folder))))
            yield return $"{step.Id}: output '{output.Name}' is published as '{output.PublishAs}', which is not a relative path inside the results folder.";
        foreach (var judged in step.Judges.Where(j => !byId.TryGetValue(j.StepId, out var of) || of.Outputs.All(o => o.Name != j.Output) || !PlanOrder.Upstream(step).Contains(j.StepId)))
            yield return $"{step.Id} judges output '{judged.Output}' of {judged.StepId}, which is no output of a step that it reads from.";
        if (FindParameterProblem(step) is { } problem)
            yield return problem;
        foreach (var (name, source) in step.Inputs.OrderBy(i => i.Key, StringComparer.Ordinal))
        {
            if (CheckInput(step, name, source, byId, root, mayLack) is { } fault)
                yield return fault;
        }
    }

    private static string? CheckInput(Step step, string name, ArtifactSource source, Dictionary<string, Step> byId, string root, bool mayLack)
    {
        switch (source)
        {
            case SourcePath(var path):
                var full = Path.GetFullPath(path, root);
                if (PlainFile.WhyNeither(full) is { } reason) return $"{step.Id}: input '{name}' is {full}; {reason}.";
                return mayLack || FileStat.TryRead(full) is not null ? null : $"{step.Id}: input '{name}' is {full}, which does not exist.";
            case StepOutput(var id, var output) when !byId.TryGetValue(id, out _):
                return $"{step.Id}: input '{name}' is output '{output}' of {id}, but there is no such step.";
            case StepOutput(var id, var output) when byId[id].Outputs.All(o => o.Name != output):
                return $"{step.Id}: input '{name}' is output '{output}' of {id}, which has only {string.Join(", ", byId[id].Outputs.Select(o => o.Name))}.";
            default:
                return null;
        }
    }

    private static string? FindParameterProblem(Step step)
    {
        try
        {
            CanonicalJson.Write(step.Parameters);
            return null;
        }
        catch (ArgumentException e)
        {
            return $"{step.Id}: {e.Message}";
        }
    }

    private static IEnumerable<string> CheckPublished(IReadOnlyList<Step> steps) =>
        from step in steps
        from output in step.Outputs
        where !string.IsNullOrEmpty(output.PublishAs)
        group step.Id by output.PublishAs into writers
        where writers.Count() > 1
        orderby writers.Key
        select $"{string.Join(" and ", writers)} both publish to '{writers.Key}'.";
}
