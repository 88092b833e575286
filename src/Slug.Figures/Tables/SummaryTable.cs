using System.Globalization;
using Slug.Figures.Style;

namespace Slug.Figures.Tables;

/// <summary>
/// The table in the paper's layout: one row per method and setting, mean and standard deviation over concepts, the best of each column
/// marked. A method that does not forget keeps everything, so what is kept is compared among those that forget.
/// </summary>
internal static class SummaryTable
{
    /// <summary>What the mark means.</summary>
    internal static string Note(IReadOnlyList<ResultRow> rows)
    {
        string among = Forgetting.Judge(rows) switch
        {
            null => string.Empty,
            { Better: Better.Lower } left => string.Create(CultureInfo.InvariantCulture, $"; what is kept, among the methods that leave {left.Label} at most {100 * Forgetting.Bar(left):0.##} %"),
            { } reached => string.Create(CultureInfo.InvariantCulture, $"; what is kept, among the methods that bring {reached.Label} to at least {100 * Forgetting.Bar(reached):0.##} %"),
        };
        return $"* best{among}. Mean ± standard deviation over concepts.";
    }

    /// <summary>Whether there are methods to compare, beside the original model and one that unlearns.</summary>
    internal static bool IsWorthwhile(IReadOnlyList<ResultRow> rows) => Groups(rows).Count(g => g.Key.Method != RunVerdict.Original) > 1;

    /// <summary>Makes the table.</summary>
    /// <param name="rows">All rows of the result table.</param>
    internal static ReadableTable From(IReadOnlyList<ResultRow> rows)
    {
        List<Row> groups = [.. Groups(rows).Select(g => new Row(g.Key, [.. g]))];
        // What a publication says of a method stands below what was measured of it.
        List<Row> shown = [.. groups];
        foreach (var row in rows.Where(row => row.Concept == ResultRow.Published))
            shown.Insert(shown.FindLastIndex(other => other.Key.Method == row.Method) + 1, new Row(new MethodKey(row.Method, row.LearningRate, row.Setting is null ? "published" : $"published, {row.Setting}"), [row]));
        List<ReadableColumn<Row>> columns =
        [
            new("method", false, 0, row => row.Key.Method),
            new("lr", true, 0, row => ReadableTable.Short(row.Key.LearningRate)),
            new("setting", false, 0, row => row.Key.Setting ?? string.Empty),
            new("forgotten", true, 0, Tally),
        ];
        Measure? judge = Forgetting.Judge(rows);
        Dictionary<MeasureSubject, int> seen = [];
        columns.AddRange(ResultTable.MeasuresOf(rows)
            .Select(measure => new ReadableColumn<Row>(measure.Heading, true, ResultTable.RankOf(measure.Subject, seen), CellsOf(groups, measure, judge))));
        columns.Add(new("seconds", true, 2, row => Mean(row.Values(r => r.Seconds))?.ToString("0.0", CultureInfo.InvariantCulture) ?? string.Empty));
        columns.Add(new("memory", true, 8, row => Bytes(row.Values(r => (double?)r.PeakBytes) is { Count: > 0 } peaks ? peaks.Max() : null)));
        columns.Add(new("stored", true, 7, row => Bytes(Mean(row.Values(r => (double?)r.StoredBytes)))));
        return ReadableTable.Of(shown, columns);
    }

    private static string Tally(Row row) => row.Concepts.Any(concept => concept.IsForgotten is not null)
        ? $"{row.Concepts.Count(concept => concept.IsForgotten == true)} of {row.Concepts.Count}"
        : string.Empty;

    private static Func<Row, string> CellsOf(List<Row> groups, Measure measure, Measure? judge)
    {
        if (measure.Subject is not (MeasureSubject.Forgotten or MeasureSubject.Kept))
            return row => measure.Show(Mean(row.Values(measure)));
        List<string> means = [.. groups.Where(MayBeBest).Select(row => Mean(row.Values(measure))).OfType<double>()
            .OrderBy(mean => measure.Better == Better.Higher ? -mean : mean).Select(mean => measure.Show(mean))];
        return Cell;

        // A method that does not forget keeps everything.
        bool MayBeBest(Row row) => row.Key.Method != RunVerdict.Original && (measure.Subject != MeasureSubject.Kept || judge is null || HasForgotten(row, judge));

        string Cell(Row row)
        {
            IReadOnlyList<double> values = row.Values(measure);
            if (Mean(values) is not { } mean)
                return string.Empty;
            string text = measure.Show(mean);
            // What reads the same is equally good.
            bool isBest = means.Count > 0 && text == means[0] && groups.Contains(row) && MayBeBest(row);
            string spread = values.Count > 1 ? $" ± {measure.Show(Math.Sqrt(values.Average(v => (v - mean) * (v - mean))))}" : string.Empty;
            return $"{text}{spread}{(isBest ? "*" : means.Count > 0 ? " " : string.Empty)}";
        }
    }

    private static bool HasForgotten(Row row, Measure judge) => Mean(row.Values(judge)) is { } mean && Forgetting.Is(judge, mean);

    private static IEnumerable<IGrouping<MethodKey, ResultRow>> Groups(IReadOnlyList<ResultRow> rows) =>
        rows.Where(row => row.Concept is not (ResultRow.Mean or ResultRow.Published)).GroupBy(row => new MethodKey(row.Method, row.LearningRate, row.Setting));

    private static double? Mean(IReadOnlyList<double> values) => values.Count == 0 ? null : values.Average();

    private static string Bytes(double? bytes) => bytes is { } size ? ByteSize.Text(size) : string.Empty;

    private sealed record MethodKey(string Method, double? LearningRate, string? Setting);

    private sealed record Row(MethodKey Key, IReadOnlyList<ResultRow> Concepts)
    {
        /// <summary>A number of every concept that has it.</summary>
        public IReadOnlyList<double> Values(Func<ResultRow, double?> value) => [.. Concepts.Select(value).OfType<double>()];

        /// <summary>A measure's values of every concept that has it.</summary>
        public IReadOnlyList<double> Values(Measure measure) => Values(row => row.Value(measure.Key));
    }
}
