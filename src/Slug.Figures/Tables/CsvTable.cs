using System.Globalization;

namespace Slug.Figures.Tables;

/// <summary>The table for spreadsheets and scripts.</summary>
internal static class CsvTable
{
    internal static string Render(IReadOnlyList<ResultRow> rows)
    {
        IReadOnlyList<Measure> measures = ResultTable.MeasuresOf(rows);
        (IReadOnlyList<(string Name, string Key)> forgotten, IReadOnlyList<(string Name, string Key)> membership) = (DataColumns.Forgotten(measures), DataColumns.Membership(measures));
        (IReadOnlyList<string> kept, IReadOnlyList<string> costs) = (DataColumns.Kept(measures), DataColumns.Costs(measures));
        IEnumerable<string[]> lines =
        [
            [
                "method", "concept", "learningRate", "layer", "lambda", .. forgotten.Select(column => column.Name), .. kept, "seconds", "setting", "epoch", "storedBytes",
                .. membership.Select(column => column.Name), "peakBytes", "verdict", .. costs,
            ],
            .. rows.Select(row => (string[])
            [
                row.Method, row.Concept, Number(row.LearningRate), row.Layer ?? string.Empty, Number(row.Lambda),
                .. forgotten.Select(column => Number(row.Value(column.Key))), .. kept.Select(key => Number(row.Value(key))), Number(row.Seconds),
                row.Setting ?? string.Empty, Number(row.Epoch), Number(row.StoredBytes), .. membership.Select(column => Number(row.Value(column.Key))), Number(row.PeakBytes),
                DataColumns.Verdict(row) ?? string.Empty, .. costs.Select(key => Number(row.Value(key))),
            ]),
        ];
        return string.Concat(lines.Select(cells => string.Join(',', cells.Select(Quote)) + "\r\n"));
    }

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"")}\"";
}
