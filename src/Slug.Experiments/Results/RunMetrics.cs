using System.Globalization;
using System.Text.Json;
using Slug.Experiments.Graph;
using Slug.Figures.Tables;

namespace Slug.Experiments.Results;

/// <summary>Which way a metric should move.</summary>
public enum MetricGoal
{
    /// <summary>Lower is better: accuracy on what is to be forgotten, time.</summary>
    Lower,

    /// <summary>Higher is better: accuracy on what is to be kept.</summary>
    Higher,
}

/// <summary>One number that a run ends with.</summary>
/// <param name="Method">The method with its setting; <c>original</c> for the model before unlearning.</param>
/// <param name="Concept">The concept, or <c>mean</c>.</param>
/// <param name="Measure"><c>fa@1</c>, <c>fa@5</c>, <c>names@1</c>, …, or <c>seconds</c>.</param>
/// <param name="Value">Shares from 0 to 1, or seconds; null where it was not measured.</param>
public sealed record RunMetric(string Method, string Concept, string Measure, double? Value)
{
    /// <summary>The measure that depends on the machine.</summary>
    public const string Seconds = "seconds";

    /// <summary>The name by which baselines and comparisons know it: <c>slug/rocket/fa@1</c>.</summary>
    public string Name => $"{Method}/{Concept}/{Measure}";

    /// <summary>Which way is better. The original model should know the concept: there FA is an accuracy like any other.</summary>
    public MetricGoal Goal => Measure == Seconds || (Measure.StartsWith("fa@", StringComparison.Ordinal) && Method != "original") ? MetricGoal.Lower : MetricGoal.Higher;
}

/// <summary>Every number of an experiment's result table, in the table's order.</summary>
/// <param name="All">The metrics.</param>
public sealed record RunMetrics(IReadOnlyList<RunMetric> All)
{
    /// <summary>The metrics of a run; after the Plot stage.</summary>
    /// <param name="run">The run.</param>
    public static RunMetrics Of(ExperimentRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Load(PlotStage.TablePath(run.Find(StageNames.Plot, PlotStage.Report)!));
    }

    /// <summary>Reads the metrics of a result table.</summary>
    /// <param name="tableJson">The path of <c>table.json</c>.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RunMetrics Load(string tableJson)
    {
        using var table = JsonDocument.Parse(File.ReadAllBytes(tableJson));
        return new RunMetrics([.. table.RootElement.EnumerateArray().Where(row => row.GetProperty("concept").GetString() != ResultRow.Published).SelectMany(Row)]);
    }

    /// <summary>The means over concepts, one a measure of each method but the original.</summary>
    public IReadOnlyList<RunMetric> Means => [.. All.Where(m => m.Concept == ResultRow.Mean && m.Method != "original")];

    // A method may stand in the table at several settings: ga 1e-05, ssd α=10.
    private static string MethodOf(JsonElement row)
    {
        var rate = row.GetProperty("learningRate");
        string?[] parts = [row.GetProperty("method").GetString(), rate.ValueKind == JsonValueKind.Number ? rate.GetDouble().ToString("G6", CultureInfo.InvariantCulture) : null, row.GetProperty("setting").GetString()];
        return string.Join(' ', parts.Where(p => p is not null));
    }

    private static IEnumerable<RunMetric> Row(JsonElement row)
    {
        yield return Metric("fa@1", row.GetProperty("fa1"));
        yield return Metric("fa@5", row.GetProperty("fa5"));
        foreach (var accuracy in row.GetProperty("ta").EnumerateObject())
            yield return Metric(accuracy.Name, accuracy.Value);
        yield return Metric(RunMetric.Seconds, row.GetProperty("seconds"));

        RunMetric Metric(string measure, JsonElement value) => new(
            MethodOf(row),
            row.GetProperty("concept").GetString()!,
            measure,
            value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null);
    }
}
