using Slug.Experiments.Results;
using Slug.Figures.Tables;
using Slug.Pipeline.Configuration;

namespace Slug.Experiments.Sweeps;

/// <summary>What is known of a point.</summary>
public enum SweepRowState
{
    /// <summary>It is up to date and has metrics.</summary>
    Done,

    /// <summary>It is up to date and has metrics, and did not forget all that it was to forget.</summary>
    NotForgotten,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It has not run to its end.</summary>
    NotRun,
}

/// <summary>A point in the table.</summary>
/// <param name="Point">Its name.</param>
/// <param name="State">What is known of it.</param>
/// <param name="Values">The values that the sweep varies, in the order of the table's paths; null where the default holds.</param>
/// <param name="Metrics">Its metrics, means over the concepts; none unless it ran to its end.</param>
public sealed record SweepRow(string Point, SweepRowState State, IReadOnlyList<ConfigNode?> Values, IReadOnlyList<RunMetric> Metrics)
{
    /// <summary>Whether it may end without forgetting.</summary>
    public bool MayFail { get; init; }

    /// <summary>Whether it has metrics.</summary>
    public bool IsComplete => State is SweepRowState.Done or SweepRowState.NotForgotten;

    /// <summary>A metric by name, or null where the point does not have it.</summary>
    /// <param name="metric">The metric's name.</param>
    public RunMetric? Find(string metric) => Metrics.FirstOrDefault(m => m.Name == metric);
}

/// <summary>The points of a sweep side by side. A function of config and results alone: the same sweep gives the same bytes.</summary>
/// <param name="Sweep">The sweep's name.</param>
/// <param name="Paths">The paths that it varies.</param>
/// <param name="Rows">A row a point.</param>
public sealed record SweepTable(string Sweep, IReadOnlyList<string> Paths, IReadOnlyList<SweepRow> Rows)
{
    /// <summary>The metrics of all rows, in the order of their first appearance.</summary>
    public IReadOnlyList<RunMetric> Metrics { get; } = [.. Rows.SelectMany(r => r.Metrics).DistinctBy(m => m.Name)];

    /// <summary>The best value of a metric, or null where no point has one. All points that reach it are the best.</summary>
    /// <param name="metric">The metric.</param>
    public double? Best(RunMetric metric)
    {
        var values = Rows.Select(r => r.Find(metric.Name)?.Value).OfType<double>().Where(double.IsFinite).ToList();
        if (values.Count == 0)
            return null;
        return metric.Measure.Better == Better.Higher ? values.Max() : values.Min();
    }

    /// <summary>Whether a row is the best, or among the best, in a metric.</summary>
    /// <param name="row">The row.</param>
    /// <param name="metric">The metric.</param>
    public bool IsBest(SweepRow row, RunMetric metric) => row.Find(metric.Name)?.Value is { } value && value == Best(metric);
}
