using System.Globalization;
using Slug.Figures.ParetoFront;
using Slug.Figures.Style;

namespace Slug.Figures.Tables;

/// <summary>A table of texts, for people.</summary>
/// <param name="Headers">Column headings.</param>
/// <param name="RightAligned">Whether a column holds numbers.</param>
/// <param name="Rows">Cells, row by row; empty where there is no number.</param>
public sealed record ReadableTable(IReadOnlyList<string> Headers, IReadOnlyList<bool> RightAligned, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Columns under one line, for a terminal.</summary>
    public string ToText() => TextTable.Render(this);

    /// <summary>An aligned pipe table.</summary>
    public string ToMarkdown() => MarkdownTable.Render(this);

    /// <summary>The result table: columns that no row fills are left out, accuracies are in percent.</summary>
    internal static ReadableTable From(IReadOnlyList<ResultRow> rows)
    {
        List<(string Header, bool Right, Func<ResultRow, string> Cell)> columns =
        [
            ("method", false, row => row.Method),
            ("concept", false, row => row.Concept),
            ("lr", true, row => Short(row.LearningRate)),
            ("setting", false, row => row.Setting ?? string.Empty),
            ("epoch", true, row => row.Epoch?.ToString(CultureInfo.InvariantCulture) ?? string.Empty),
            ("layer", false, row => row.Layer is null ? string.Empty : Layer(row.Layer)),
            ("λ", true, row => Short(row.Lambda)),
        ];
        foreach (Measure measure in ResultTable.MeasuresOf(rows).Where(measure => !measure.IsDetail))
            columns.Add((measure.Heading, true, row => measure.Show(row.Value(measure.Key))));
        columns.Add(("seconds", true, row => row.Seconds?.ToString("0.0", CultureInfo.InvariantCulture) ?? string.Empty));

        columns.RemoveAll(column => column.Header is not ("method" or "concept") && rows.All(row => column.Cell(row).Length == 0));
        return new ReadableTable(
            [.. columns.Select(column => column.Header)],
            [.. columns.Select(column => column.Right)],
            [.. rows.Select(row => (IReadOnlyList<string>)[.. columns.Select(column => column.Cell(row))])]);
    }

    /// <summary>Widths of the columns in characters, for tables in a font of equal widths.</summary>
    internal IReadOnlyList<int> Widths(Func<string, string> escape, int least) =>
    [
        .. Headers.Select((header, i) => Rows.Select(row => escape(row[i]).Length).Append(escape(header).Length).Append(least).Max()),
    ];

    /// <summary>The tower stays recognisable, which the figures' shorter names leave to their title.</summary>
    private static string Layer(string layer) =>
        (layer.StartsWith("visual", StringComparison.Ordinal) || layer.StartsWith("vision", StringComparison.Ordinal) ? "visual: " : "text: ")
        + LayerNames.Short(layer);

    /// <summary>Percent with one decimal, or two where one would show a small number as zero.</summary>
    public static string Percent(double? fraction)
    {
        if (fraction is not { } value)
            return string.Empty;
        double percent = 100 * value;
        return percent.ToString(percent is > 0 and < 0.05 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
    }

    internal static string Short(double? value) => value is { } number ? ShortNumber.Text(number) : string.Empty;
}
