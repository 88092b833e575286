using System.Text;

namespace Slug.Figures.Tables;

/// <summary>The table for a terminal.</summary>
internal static class TextTable
{
    internal static string Render(ReadableTable table)
    {
        IReadOnlyList<int> widths = table.Widths(Clean, least: 1);
        StringBuilder text = new();
        AppendRow(text, table, widths, table.Headers);
        AppendRow(text, table, widths, [.. widths.Select(width => new string('─', width))]);
        foreach (IReadOnlyList<string> row in table.Rows)
            AppendRow(text, table, widths, row);
        return text.ToString();
    }

    /// <summary>Characters in its widest line.</summary>
    internal static int Width(ReadableTable table) => table.Widths(Clean, least: 1).Sum(width => width + 2) - 2;

    private static void AppendRow(StringBuilder text, ReadableTable table, IReadOnlyList<int> widths, IReadOnlyList<string> cells)
    {
        string line = string.Join("  ", cells.Select((cell, i) =>
            table.RightAligned[i] ? Clean(cell).PadLeft(widths[i]) : Clean(cell).PadRight(widths[i])));
        text.Append(line.TrimEnd()).Append('\n');
    }

    private static string Clean(string cell) => string.Concat(cell.Select(c => char.IsControl(c) ? ' ' : c));
}
