using System.Text;

namespace Slug.Figures.Tables;

/// <summary>The results of an experiment: a table for people (Markdown, terminal) and for programs (CSV, JSON).</summary>
public static class ResultTable
{
    /// <summary>Writes <c>.md</c>, <c>.csv</c> and <c>.json</c>.</summary>
    /// <param name="rows">The rows, in the order to show.</param>
    /// <param name="pathWithoutExtension">Where; missing folders are made.</param>
    /// <param name="notes">Lines for people, below the first table.</param>
    public static void Save(IReadOnlyList<ResultRow> rows, string pathWithoutExtension, IReadOnlyList<string>? notes = null)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(pathWithoutExtension)) is { } folder)
            Directory.CreateDirectory(folder);
        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);
        File.WriteAllText(pathWithoutExtension + ".md", ToMarkdown(rows, notes), utf8);
        File.WriteAllText(pathWithoutExtension + ".csv", ToCsv(rows), utf8);
        File.WriteAllText(pathWithoutExtension + ".json", ToJson(rows), utf8);
    }

    /// <summary>Aligned Markdown tables, accuracies in percent: where methods are compared, their means first, then every concept.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="notes">Lines below the first table.</param>
    public static string ToMarkdown(IReadOnlyList<ResultRow> rows, IReadOnlyList<string>? notes = null)
    {
        string all = ReadableTable.From(rows).ToMarkdown();
        string further = string.Concat((notes ?? []).Select(note => $"\n{Escape(note)}\n"));
        return SummaryTable.IsWorthwhile(rows) ? $"{SummaryTable.From(rows).ToMarkdown()}\n{Escape(SummaryTable.Note(rows))}\n{further}\n{all}" : all + further;
    }

    /// <summary>The same for a terminal: columns under one line, no bars; where methods are compared, their means alone.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="notes">Lines below the table.</param>
    public static string ToText(IReadOnlyList<ResultRow> rows, IReadOnlyList<string>? notes = null)
    {
        string further = string.Concat((notes ?? []).Select(note => $"{note}\n"));
        return SummaryTable.IsWorthwhile(rows)
            ? $"{SummaryTable.From(rows).ToText()}\n{SummaryTable.Note(rows)}\n{further}"
            : ReadableTable.From(rows).ToText() + (further.Length > 0 ? $"\n{further}" : further);
    }

    /// <summary>Comma-separated values (RFC 4180, invariant culture): accuracies as fractions, all digits, empty where there is none.</summary>
    /// <param name="rows">The rows.</param>
    public static string ToCsv(IReadOnlyList<ResultRow> rows) => CsvTable.Render(rows);

    /// <summary>An array of objects with the properties method, concept, learningRate, layer, lambda, fa1, fa5, ta, seconds, setting, epoch, storedBytes, miaDistance, miaLoss and peakBytes.</summary>
    /// <param name="rows">The rows.</param>
    public static string ToJson(IReadOnlyList<ResultRow> rows) => JsonTable.Render(rows);

    /// <summary>The measures of all rows, in the order of their first appearance.</summary>
    internal static IReadOnlyList<Measure> MeasuresOf(IReadOnlyList<ResultRow> rows) => [.. rows.SelectMany(row => row.Measures).DistinctBy(measure => measure.Key)];

    private static string Escape(string note) => note.Replace("*", "\\*").Replace("_", "\\_");
}
