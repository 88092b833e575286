using System.Globalization;
using System.Text;
using Slug.Experiments.Results;
using Slug.Pipeline.Sweeps;

namespace Slug.Experiments.Sweeps;

/// <summary>The table for people: for the terminal, and as Markdown.</summary>
internal static class SweepTableText
{
    // A checksum or a list of many concepts would push the metrics off the screen.
    private const int LongestOnTerminal = 24;

    private sealed record Column(string Header, bool IsNumber, IReadOnlyList<Cell> Cells);

    private readonly record struct Cell(string Text, bool IsBest = false);

    /// <summary>Columns under one line; <c>*</c> behind the best.</summary>
    public static string ToText(SweepTable table)
    {
        var columns = Columns(table, LongestOnTerminal);
        var widths = columns.Select(c => c.Cells.Select(cell => cell.Text.Length).Append(c.Header.Length).Max()).ToList();
        // The star has a column of its own, so that figures stand under figures.
        var marked = columns.Select(c => c.Cells.Any(cell => cell.IsBest)).ToList();
        var text = new StringBuilder();
        Line(i => Pad(columns[i].Header, i) + (marked[i] ? " " : ""));
        Line(i => new string('─', widths[i] + (marked[i] ? 1 : 0)));
        for (var row = 0; row < table.Rows.Count; row++)
            Line(i => Pad(columns[i].Cells[row].Text, i) + (marked[i] ? columns[i].Cells[row].IsBest ? "*" : " " : ""));
        if (marked.Contains(true))
            text.Append("* best; the metrics are means over the concepts\n");
        return text.ToString();

        string Pad(string cell, int i) => columns[i].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]);

        void Line(Func<int, string> cell) => text.Append(string.Join("  ", columns.Select((_, i) => cell(i))).TrimEnd()).Append('\n');
    }

    /// <summary>A pipe table; the best in bold.</summary>
    public static string ToMarkdown(SweepTable table)
    {
        var columns = Columns(table, int.MaxValue);
        var cells = columns.Select(c => c.Cells.Select(cell => cell.IsBest ? $"**{Escape(cell.Text)}**" : Escape(cell.Text)).ToList()).ToList();
        var widths = columns.Select((c, i) => cells[i].Select(cell => cell.Length).Append(Escape(c.Header).Length).Append(3).Max()).ToList();
        var text = new StringBuilder($"# {Escape(table.Sweep)}\n\n");
        Line(i => Pad(Escape(columns[i].Header), i));
        Line(i => columns[i].IsNumber ? new string('-', widths[i] - 1) + ":" : new string('-', widths[i]));
        for (var row = 0; row < table.Rows.Count; row++)
            Line(i => Pad(cells[i][row], i));
        return text.Append("\nThe metrics are means over the concepts; the best of each is bold.\n").ToString();

        string Pad(string cell, int i) => columns[i].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]);

        void Line(Func<int, string> cell) => text.Append("| ").AppendJoin(" | ", columns.Select((_, i) => cell(i))).Append(" |\n");
    }

    private static List<Column> Columns(SweepTable table, int longest)
    {
        var columns = new List<Column> { new("point", false, [.. table.Rows.Select(r => new Cell(r.Point.Split('-')[0]))]) };
        var names = SweepValues.ShortNames(table.Paths);
        for (var i = 0; i < names.Count; i++)
        {
            var cells = table.Rows.Select(r => r.Values[i] is { } value ? SweepValues.Text(value) : "default").ToList();
            columns.Add(new Column(names[i], cells.TrueForAll(c => double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out _)), [.. cells.Select(c => new Cell(c.Length <= longest ? c : $"{c[..(longest - 1)]}…"))]));
        }
        if (table.Rows.Any(r => r.State != SweepRowState.Done))
            columns.Add(new Column("state", false, [.. table.Rows.Select(r => new Cell(StateText(r.State)))]));
        var methods = table.Metrics.Select(m => m.Method).Distinct().Count();
        foreach (var metric in table.Metrics)
        {
            var cells = table.Rows.Select(r => new Cell(Value(metric, r.Find(metric.Name)?.Value), table.IsBest(r, metric)));
            columns.Add(new Column((methods > 1 ? $"{metric.Method} " : "") + Header(metric), true, [.. cells]));
        }
        return columns;
    }

    /// <summary>How a state is called in all forms of the table.</summary>
    public static string StateText(SweepRowState state) => state switch
    {
        SweepRowState.Done => "done",
        SweepRowState.Failed => "failed",
        _ => "not run",
    };

    private static string Header(RunMetric metric) => metric.Measure switch
    {
        RunMetric.Seconds => "seconds",
        var measure when measure.StartsWith("fa@", StringComparison.Ordinal) => $"{measure.ToUpperInvariant()} %",
        var measure => $"{measure} %",
    };

    private static string Value(RunMetric metric, double? value) => value switch
    {
        null => "",
        { } seconds when metric.Measure == RunMetric.Seconds => seconds.ToString("0.0", CultureInfo.InvariantCulture),
        { } share => (100 * share).ToString(share is > 0 and < 0.0005 ? "0.00" : "0.0", CultureInfo.InvariantCulture),
    };

    private static string Escape(string cell) =>
        cell.Replace("\\", "\\\\").Replace("|", "\\|").Replace("_", "\\_").Replace("*", "\\*").Replace("<", "&lt;").Replace('\n', ' ');
}
