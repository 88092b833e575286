using System.Globalization;
using Slug.Experiments.Graph;
using Slug.Figures.Tables;

namespace Slug.Experiments.Results;

/// <summary>One number that a run ends with.</summary>
/// <param name="Method">The method with its setting; <c>original</c> for the model before unlearning.</param>
/// <param name="Concept">The concept, or <c>mean</c>.</param>
/// <param name="Measure">The measure.</param>
public sealed record RunMetric(string Method, string Concept, Measure Measure)
{
    /// <summary>The name by which baselines and comparisons know it: <c>slug/rocket/fa@1</c>.</summary>
    public string Name => $"{Method}/{Concept}/{Measure.Key}";

    /// <summary>Its value; null where it was not measured.</summary>
    public double? Value => Measure.Value;
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
        return Load(run.Find(StageNames.Plot, PlotStage.Report)!);
    }

    /// <summary>Reads the metrics of a result table.</summary>
    /// <param name="folder">The folder of table and figures.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RunMetrics Load(string folder) =>
        new([.. MeasureFile.Load(Path.Combine(folder, PlotStage.Measures)).Where(row => row.Concept != ResultRow.Published).SelectMany(Row)]);

    /// <summary>The means over concepts, one a measure of each method but the original.</summary>
    public IReadOnlyList<RunMetric> Means => [.. All.Where(m => m.Concept == ResultRow.Mean && m.Method != "original")];

    private static IEnumerable<RunMetric> Row(MeasuredRow row)
    {
        // A method may stand in the table at several settings: ga 1e-05, ssd α=10.
        var method = string.Join(' ', new[] { row.Method, row.LearningRate?.ToString("G6", CultureInfo.InvariantCulture), row.Setting }.Where(p => p is not null));
        var seconds = new Measure("seconds", row.Seconds, Better.Lower, MeasureSubject.Cost) { Unit = MeasureUnit.Seconds };
        return row.Measures.Append(seconds).Select(measure => new RunMetric(method, row.Concept, measure));
    }
}
