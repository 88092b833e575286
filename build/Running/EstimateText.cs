using System.Globalization;
using Slug.Experiments.Configuration;
using Slug.Pipeline.Freshness;
using Slug.Pipeline.Planning;

namespace Slug.Build.Running;

/// <summary>What a config expects its stages to take, of those that are not fresh: bytes, minutes and memory.</summary>
internal static class EstimateText
{
    /// <summary>The stages that have an estimate and of which something may run, in the order of the plan.</summary>
    public static IReadOnlyList<(string Stage, StageEstimate Estimate)> Of(IReadOnlyDictionary<string, StageEstimate> estimates, PlanReport plan) =>
    [
        .. plan.Steps.Where(s => s.Verdict.State != FreshnessState.Fresh).Select(s => s.Stage).Distinct().Where(estimates.ContainsKey).Select(s => (s, estimates[s])),
    ];

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

    private static string Line(string stage, int width, double? gib, double? minutes, double? memory) =>
        $"  {stage.PadRight(width)}  {Cell(gib, "GiB"),12}  {Cell(minutes, "min"),12}  {Cell(memory, "GiB"),12}".TrimEnd() + "\n";

    private static string Cell(double? value, string unit) => value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.##} {unit}") : "";
}
