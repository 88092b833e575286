using System.Text;

namespace Slug.Figures.Tables;

/// <summary>A table for papers: a <c>tabular</c> with the lines of the package booktabs.</summary>
internal static class LatexTable
{
    internal static string Render(ReadableTable table)
    {
        StringBuilder text = new();
        text.Append("% needs \\usepackage{booktabs}\n\\begin{tabular}{").Append(string.Concat(table.RightAligned.Select(right => right ? 'r' : 'l'))).Append("}\n\\toprule\n");
        AppendRow(text, table.Headers);
        text.Append("\\midrule\n");
        foreach (IReadOnlyList<string> row in table.Rows)
            AppendRow(text, row);
        return text.Append("\\bottomrule\n\\end{tabular}\n").ToString();
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells) => text.Append(string.Join(" & ", cells.Select(Escape))).Append(" \\\\\n");

    private static string Escape(string cell)
    {
        StringBuilder text = new();
        foreach (char c in cell.Trim())
        {
            text.Append(c switch
            {
                '\\' => "\\textbackslash{}",
                '%' or '&' or '#' or '_' or '{' or '}' or '$' => $"\\{c}",
                '~' => "\\textasciitilde{}",
                '^' => "\\textasciicircum{}",
                '±' => "$\\pm$",
                '↑' => "$\\uparrow$",
                '↓' => "$\\downarrow$",
                'λ' => "$\\lambda$",
                'α' => "$\\alpha$",
                '*' => "$^{*}$",
                _ => c.ToString(),
            });
        }

        return text.ToString();
    }
}
