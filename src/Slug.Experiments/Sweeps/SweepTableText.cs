using System.Globalization;
using Slug.Figures.Tables;
using Slug.Pipeline.Sweeps;

namespace Slug.Experiments.Sweeps;

/// <summary>The table for people: for the terminal, and as Markdown.</summary>
internal static class SweepTableText
{
    // A checksum or a list of many concepts would push the metrics off the screen.
    private const int LongestOnTerminal = 24;

    private sealed record Column(string Header, bool IsNumber, IReadOnlyList<Cell> Cells, int Rank = 0);

    private readonly record struct Cell(string Text, bool IsBest = false);

    /// <summary>For the terminal: <c>*</c> behind the best, long values cut.</summary>
    public static string ToText(SweepTable table, int width = int.MaxValue)
    {
        var (whole, isMarked) = Readable(Columns(table, LongestOnTerminal));
        var text = whole.Fit(width);
        var left = whole.Headers.Except(text.Headers).Select(h => h.Trim()).ToList();
        return text.ToText() + (isMarked ? "* best; the metrics are means over the concepts\n" : "")
            + (left.Count > 0 ? $"{Paragraph.Of($"Not shown, for the width: {string.Join(", ", left)}.", width)}\n" : "");
    }

    /// <summary>A pipe table with the sweep's name over it.</summary>
    public static string ToMarkdown(SweepTable table)
    {
        var (text, _) = Readable(Columns(table, int.MaxValue));
        return $"# {table.Sweep.Replace("_", "\\_")}\n\n{text.ToMarkdown()}\n\\* best; the metrics are means over the concepts.\n";
    }

    // The star has a column of its own, so that figures stand under figures.
    private static (ReadableTable Table, bool IsMarked) Readable(List<Column> columns)
    {
        var marked = columns.Select(c => c.Cells.Any(cell => cell.IsBest)).ToList();
        return (
            new ReadableTable(
                [.. columns.Select((c, i) => c.Header + (marked[i] ? " " : ""))],
                [.. columns.Select(c => c.IsNumber)],
                [.. Enumerable.Range(0, columns[0].Cells.Count).Select(row => (IReadOnlyList<string>)[.. columns.Select((c, i) => c.Cells[row].Text + (c.Cells[row].IsBest ? "*" : marked[i] ? " " : ""))])])
            {
                Ranks = [.. columns.Select(c => c.Rank)],
            },
            marked.Contains(true));
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
            columns.Add(new Column("state", false, [.. table.Rows.Select(r => new Cell(r.State == SweepRowState.NotForgotten ? StateText(r.State).ToUpperInvariant() : StateText(r.State)))]));
        var methods = table.Metrics.Select(m => m.Method).Distinct().Count();
        foreach (var metric in table.Metrics.Where(m => !m.Measure.IsDetail))
        {
            var cells = table.Rows.Select(r => new Cell(metric.Measure.Show(r.Find(metric.Name)?.Value), table.IsBest(r, metric)));
            // On a narrow terminal the first measures stay, SLUG's before those of what it is compared with.
            columns.Add(new Column((methods > 1 ? $"{metric.Method} " : "") + metric.Measure.Heading, true, [.. cells], columns.Count));
        }
        return columns;
    }

    /// <summary>How a state is called in all forms of the table.</summary>
    public static string StateText(SweepRowState state) => state switch
    {
        SweepRowState.Done => "done",
        SweepRowState.NotForgotten => "not forgotten",
        SweepRowState.Failed => "failed",
        _ => "not run",
    };
}
