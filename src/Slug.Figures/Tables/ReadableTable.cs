using System.Globalization;
using System.Text;
using Slug.Figures.Style;

namespace Slug.Figures.Tables;

/// <summary>A table of texts, for people.</summary>
/// <param name="Headers">Column headings.</param>
/// <param name="RightAligned">Whether a column holds numbers.</param>
/// <param name="Rows">Cells, row by row; empty where there is no number.</param>
public sealed record ReadableTable(IReadOnlyList<string> Headers, IReadOnlyList<bool> RightAligned, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>How soon a column goes where a terminal is too narrow for all: those of the highest rank first, those of rank 0 never. None: all stay.</summary>
    public IReadOnlyList<int> Ranks { get; init; } = [];

    /// <summary>Columns under one line, for a terminal.</summary>
    public string ToText() => TextTable.Render(this);

    /// <summary>An aligned pipe table.</summary>
    public string ToMarkdown()
    {
        IReadOnlyList<int> widths = Widths(Escape, least: 3);
        StringBuilder text = new();
        AppendRow(text, widths, Headers);
        text.Append('|');
        for (int i = 0; i < widths.Count; i++)
            text.Append(RightAligned[i] ? $" {new string('-', widths[i] - 1)}: |" : $" {new string('-', widths[i])} |");
        text.Append('\n');
        foreach (IReadOnlyList<string> row in Rows)
            AppendRow(text, widths, row);
        return text.ToString();
    }

    /// <summary>The table with as many of its columns as fit; cells are never broken.</summary>
    /// <param name="width">Characters in a line.</param>
    public ReadableTable Fit(int width)
    {
        List<int> kept = [.. Enumerable.Range(0, Headers.Count)];
        while (TextTable.Width(Pick(kept)) > width && kept.Where(column => Ranks.ElementAtOrDefault(column) > 0).ToList() is { Count: > 0 } droppable)
            kept.Remove(droppable.OrderBy(column => Ranks[column]).ThenBy(column => column).Last());
        return Pick(kept);
    }

    /// <summary>Fills a table, without the columns that no row fills.</summary>
    /// <param name="rows">What it has a row for.</param>
    /// <param name="columns">What may be shown of it.</param>
    internal static ReadableTable Of<TRow>(IReadOnlyList<TRow> rows, IEnumerable<ReadableColumn<TRow>> columns)
    {
        List<ReadableColumn<TRow>> filled = [.. columns.Where(column => column.IsKey || rows.Any(row => column.Cell(row).Length > 0))];
        return new ReadableTable(
            [.. filled.Select(column => column.Header)],
            [.. filled.Select(column => column.IsNumber)],
            [.. rows.Select(row => (IReadOnlyList<string>)[.. filled.Select(column => column.Cell(row))])])
        {
            Ranks = [.. filled.Select(column => column.Rank)],
        };
    }

    /// <summary>Widths of the columns in characters, for tables in a font of equal widths.</summary>
    internal IReadOnlyList<int> Widths(Func<string, string> escape, int least) =>
    [
        .. Headers.Select((header, i) => Rows.Select(row => escape(row[i]).Length).Append(escape(header).Length).Append(least).Max()),
    ];

    /// <summary>Percent with one decimal, or two where one would show a small number as zero.</summary>
    public static string Percent(double? fraction)
    {
        if (fraction is not { } value)
            return string.Empty;
        double percent = 100 * value;
        return percent.ToString(percent is > 0 and < 0.05 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
    }

    internal static string Short(double? value) => value is { } number ? ShortNumber.Text(number) : string.Empty;

    private void AppendRow(StringBuilder text, IReadOnlyList<int> widths, IReadOnlyList<string> cells)
    {
        text.Append('|');
        for (int i = 0; i < cells.Count; i++)
        {
            string cell = Escape(cells[i]);
            text.Append(' ').Append(RightAligned[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])).Append(" |");
        }

        text.Append('\n');
    }

    private static string Escape(string cell) =>
        cell.Replace("\\", "\\\\").Replace("|", "\\|").Replace("_", "\\_").Replace("*", "\\*").Replace("<", "&lt;").Replace('\n', ' ');

    private ReadableTable Pick(List<int> columns) => columns.Count == Headers.Count ? this : new ReadableTable(
        [.. columns.Select(column => Headers[column])],
        [.. columns.Select(column => RightAligned[column])],
        [.. Rows.Select(row => (IReadOnlyList<string>)[.. columns.Select(column => row[column])])])
    {
        Ranks = [.. columns.Select(column => Ranks.ElementAtOrDefault(column))],
    };
}

/// <summary>A column to be filled.</summary>
/// <param name="Header">Its heading.</param>
/// <param name="IsNumber">Whether it holds numbers.</param>
/// <param name="Rank">How soon it goes; see <see cref="ReadableTable.Ranks"/>.</param>
/// <param name="Cell">What it says of a row.</param>
internal sealed record ReadableColumn<TRow>(string Header, bool IsNumber, int Rank, Func<TRow, string> Cell)
{
    /// <summary>Whether it stands in the table even where no row fills it.</summary>
    public bool IsKey { get; init; }
}
