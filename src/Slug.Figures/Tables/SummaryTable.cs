using System.Globalization;

namespace Slug.Figures.Tables;

/// <summary>
/// The table in the paper's layout: one row per method and setting, mean and standard deviation over concepts, the best of each column
/// marked. A method that does not forget keeps everything, so what is kept is compared among those that forget.
/// </summary>
internal static class SummaryTable
{
    /// <summary>What is left of the concept at most, FA@1 from 0 to 1, for a method to count as one that forgets.</summary>
    internal const double Forgets = 0.05;

    private const string Original = "original";

    /// <summary>What the mark means.</summary>
    internal static string Note =>
        string.Create(CultureInfo.InvariantCulture, $"* best; what is kept, among the methods that leave FA@1 at most {100 * Forgets:0} %. Mean ± standard deviation over concepts.");

    /// <summary>Whether there are methods to compare, beside the original model and one that unlearns.</summary>
    internal static bool IsWorthwhile(IReadOnlyList<ResultRow> rows) => Groups(rows).Count(g => g.Key.Method != Original) > 1;

    /// <summary>Makes the table.</summary>
    /// <param name="rows">All rows of the result table.</param>
    internal static ReadableTable From(IReadOnlyList<ResultRow> rows)
    {
        List<Row> groups = [.. Groups(rows).Select(g => new Row(g.Key, [.. g]))];
        // What a publication says of a method stands below what was measured of it.
        List<Row> shown = [.. groups];
        foreach (var row in rows.Where(row => row.Concept == ResultRow.Published))
            shown.Insert(shown.FindLastIndex(other => other.Key.Method == row.Method) + 1, new Row(new MethodKey(row.Method, row.LearningRate, "published"), [row]));
        List<(string Header, bool Right, Func<Row, string> Cell)> columns =
        [
            ("method", false, row => row.Key.Method),
            ("lr", true, row => ReadableTable.Short(row.Key.LearningRate)),
            ("setting", false, row => row.Key.Setting ?? string.Empty),
            Measure(groups, "FA@1", r => r.Fa1, higherIsBetter: false),
            Measure(groups, "FA@5", r => r.Fa5, higherIsBetter: false),
        ];
        columns.AddRange(ResultTable.TaNames(rows).Select(name => Measure(groups, name, r => ResultTable.Ta(r, name), higherIsBetter: true)));
        columns.Add(("MIA %", true, row => ReadableTable.Percent(Mean(row.Values(r => r.MiaDistance)))));
        columns.Add(("MIA loss %", true, row => ReadableTable.Percent(Mean(row.Values(r => r.MiaLoss)))));
        columns.Add(("seconds", true, row => Mean(row.Values(r => r.Seconds))?.ToString("0.0", CultureInfo.InvariantCulture) ?? string.Empty));
        columns.Add(("memory", true, row => Bytes(row.Values(r => (double?)r.PeakBytes) is { Count: > 0 } peaks ? peaks.Max() : null)));
        columns.Add(("stored", true, row => Bytes(Mean(row.Values(r => (double?)r.StoredBytes)))));
        columns.RemoveAll(column => shown.All(row => column.Cell(row).Length == 0));
        return new ReadableTable(
            [.. columns.Select(column => column.Header)],
            [.. columns.Select(column => column.Right)],
            [.. shown.Select(row => (IReadOnlyList<string>)[.. columns.Select(column => column.Cell(row))])]);
    }

    private static (string, bool, Func<Row, string>) Measure(List<Row> groups, string name, Func<ResultRow, double?> value, bool higherIsBetter)
    {
        IEnumerable<Row> candidates = groups.Where(row => row.Key.Method != Original && (!higherIsBetter || Mean(row.Values(r => r.Fa1)) <= Forgets));
        List<string> means = [.. candidates.Select(row => Mean(row.Values(value))).OfType<double>()
            .OrderBy(mean => higherIsBetter ? -mean : mean).Select(mean => ReadableTable.Percent(mean))];
        return ($"{name} %", true, Cell);

        string Cell(Row row)
        {
            IReadOnlyList<double> values = row.Values(value);
            if (Mean(values) is not { } mean)
                return string.Empty;
            string text = ReadableTable.Percent(mean);
            // What reads the same is equally good.
            bool isBest = means.Count > 0 && text == means[0] && groups.Contains(row) && row.Key.Method != Original && (!higherIsBetter || Mean(row.Values(r => r.Fa1)) <= Forgets);
            string spread = values.Count > 1 ? $" ± {ReadableTable.Percent(Math.Sqrt(values.Average(v => (v - mean) * (v - mean))))}" : string.Empty;
            return $"{text}{spread}{(isBest ? "*" : means.Count > 0 ? " " : string.Empty)}";
        }
    }

    private static IEnumerable<IGrouping<MethodKey, ResultRow>> Groups(IReadOnlyList<ResultRow> rows) =>
        rows.Where(row => row.Concept is not (ResultRow.Mean or ResultRow.Published)).GroupBy(row => new MethodKey(row.Method, row.LearningRate, row.Setting));

    private static double? Mean(IReadOnlyList<double> values) => values.Count == 0 ? null : values.Average();

    private static string Bytes(double? bytes) => bytes switch
    {
        null => string.Empty,
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 10):0.0} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1 << 20):0.0} MiB"),
    };

    private sealed record MethodKey(string Method, double? LearningRate, string? Setting);

    private sealed record Row(MethodKey Key, IReadOnlyList<ResultRow> Concepts)
    {
        /// <summary>A number of every concept that has it.</summary>
        public IReadOnlyList<double> Values(Func<ResultRow, double?> value) => [.. Concepts.Select(value).OfType<double>()];
    }
}
