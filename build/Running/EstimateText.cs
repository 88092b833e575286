using System.Globalization;
using Slug.Experiments.Configuration;
using Slug.Experiments.Graph;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Planning;

namespace Slug.Build.Running;

/// <summary>What a config expects its stages to take, of those that are not fresh: pictures, bytes, minutes and memory.</summary>
internal static class EstimateText
{
    /// <summary>The stages that have an estimate and of which something may run, in the order of the plan.</summary>
    public static IReadOnlyList<(string Stage, StageEstimate Estimate)> Of(IReadOnlyDictionary<string, StageEstimate> estimates, PlanReport plan, Func<string, int?>? picturesOf = null) =>
        Of(estimates, plan.Steps.Where(s => s.Verdict.State != FreshnessState.Fresh), picturesOf);

    /// <summary>The same of a sweep's points together: what they share counts once.</summary>
    /// <param name="points">Of each point what the config expects, the steps that would run there and not at a point before it, and the pictures of a step.</param>
    public static IReadOnlyList<(string Stage, StageEstimate Estimate)> Of(
        IEnumerable<(IReadOnlyDictionary<string, StageEstimate> Estimates, IReadOnlyList<PlannedStep> ToRun, Func<string, int?> PicturesOf)> points) =>
    [
        .. points.SelectMany(p => Of(p.Estimates, p.ToRun, p.PicturesOf)).GroupBy(e => e.Stage).Select(stage => (stage.Key, new StageEstimate
        {
            GiB = Sum(stage.Select(e => e.Estimate.GiB)),
            Minutes = Sum(stage.Select(e => e.Estimate.Minutes)),
            MemoryGiB = stage.Max(e => e.Estimate.MemoryGiB),
        })),
    ];

    /// <summary>How many pictures would be generated, in a line; empty where none would.</summary>
    /// <param name="models">The steps of the Generate stage that would run, with the pictures of each.</param>
    public static string Pictures(IReadOnlyCollection<int> models) => models.Count == 0 ? "" : string.Create(
        CultureInfo.InvariantCulture, $"pictures to generate: {models.Sum():#,0}, with {models.Count} model{(models.Count == 1 ? "" : "s")}\n");

    /// <summary>A table, with a line that sums it up; empty where there is nothing to tell.</summary>
    public static string Render(IReadOnlyList<(string Stage, StageEstimate Estimate)> rows)
    {
        if (rows.Count == 0)
            return "";
        var width = Math.Max("in all".Length, rows.Max(r => r.Stage.Length));
        var lines = rows.Select(r => Line(r.Stage, width, r.Estimate.GiB, r.Estimate.Minutes, r.Estimate.MemoryGiB)).ToList();
        lines.Add(Line("in all", width, rows.Sum(r => r.Estimate.GiB ?? 0), rows.Sum(r => r.Estimate.Minutes ?? 0), rows.Max(r => r.Estimate.MemoryGiB)));
        return $"\nestimates of this config ({"stage, fetched or written, time, memory"}):\n{string.Concat(lines)}";
    }

    private static List<(string Stage, StageEstimate Estimate)> Of(IReadOnlyDictionary<string, StageEstimate> estimates, IEnumerable<PlannedStep> steps, Func<string, int?>? picturesOf) =>
    [
        .. steps.GroupBy(s => s.Stage).Where(stage => estimates.ContainsKey(stage.Key)).Select(stage => (
            stage.Key, Made(stage, picturesOf) is { Count: > 0 } pictures ? estimates[stage.Key].Of(pictures.Sum()) : estimates[stage.Key])),
    ];

    /// <summary>The pictures of each step of the Generate stage that makes some; none of other stages.</summary>
    /// <param name="steps">The steps that would run.</param>
    /// <param name="picturesOf">How many pictures a step makes.</param>
    public static IReadOnlyList<int> Made(IEnumerable<PlannedStep> steps, Func<string, int?>? picturesOf) =>
        picturesOf is null ? [] : [.. steps.Where(s => s.Stage == StageNames.Generate).Select(s => picturesOf(s.Id)).OfType<int>()];

    private static double? Sum(IEnumerable<double?> values) => values.OfType<double>().ToList() is { Count: > 0 } known ? known.Sum() : null;

    private static string Line(string stage, int width, double? gib, double? minutes, double? memory) =>
        $"  {stage.PadRight(width)}  {Cell(gib, "GiB"),12}  {Time(minutes),12}  {Cell(memory, "GiB"),12}".TrimEnd() + "\n";

    // Nobody reads thousands of minutes.
    private static string Time(double? minutes) => minutes is >= 600 ? Cell(minutes / 60, "h") : Cell(minutes, "min");

    private static string Cell(double? value, string unit) => value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.##} {unit}") : "";
}
