using System.Globalization;

namespace Slug.Figures.Tables;

/// <summary>The table for spreadsheets and scripts.</summary>
internal static class CsvTable
{
    internal static string Render(IReadOnlyList<ResultRow> rows)
    {
        IReadOnlyList<string> taNames = ResultTable.TaNames(rows);
        IEnumerable<string[]> lines =
        [
            ["method", "concept", "learningRate", "layer", "lambda", "fa1", "fa5", .. taNames, "seconds", "setting", "epoch", "storedBytes", "miaDistance", "miaLoss", "peakBytes"],
            .. rows.Select(row => (string[])
            [
                row.Method, row.Concept, Number(row.LearningRate), row.Layer ?? string.Empty, Number(row.Lambda), Number(row.Fa1), Number(row.Fa5),
                .. taNames.Select(name => Number(ResultTable.Ta(row, name))), Number(row.Seconds),
                row.Setting ?? string.Empty, Number(row.Epoch), Number(row.StoredBytes), Number(row.MiaDistance), Number(row.MiaLoss), Number(row.PeakBytes),
            ]),
        ];
        return string.Concat(lines.Select(cells => string.Join(',', cells.Select(Quote)) + "\r\n"));
    }

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? string.Empty;

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"")}\"";
}
