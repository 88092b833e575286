using System.Text;

namespace Slug.Figures.Tables;

/// <summary>A pipe table whose source is aligned too.</summary>
internal static class MarkdownTable
{
    internal static string Render(ReadableTable table)
    {
        IReadOnlyList<int> widths = table.Widths(Escape, least: 3);
        StringBuilder text = new();
        AppendRow(text, table, widths, table.Headers);
        text.Append('|');
        for (int i = 0; i < widths.Count; i++)
            text.Append(table.RightAligned[i] ? $" {new string('-', widths[i] - 1)}: |" : $" {new string('-', widths[i])} |");
        text.Append('\n');
        foreach (IReadOnlyList<string> row in table.Rows)
            AppendRow(text, table, widths, row);
        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, ReadableTable table, IReadOnlyList<int> widths, IReadOnlyList<string> cells)
    {
        text.Append('|');
        for (int i = 0; i < cells.Count; i++)
        {
            string cell = Escape(cells[i]);
            text.Append(' ').Append(table.RightAligned[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])).Append(" |");
        }

        text.Append('\n');
    }

    private static string Escape(string cell) =>
        cell.Replace("\\", "\\\\").Replace("|", "\\|").Replace("_", "\\_").Replace("*", "\\*").Replace("<", "&lt;").Replace('\n', ' ');
}
