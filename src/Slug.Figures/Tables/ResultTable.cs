using System.Globalization;
using System.Text;

namespace Slug.Figures.Tables;

/// <summary>The results of an experiment: a table for people (Markdown, terminal) and for programs (CSV, JSON).</summary>
public static class ResultTable
{
    /// <summary>Writes <c>.md</c>, <c>.csv</c> and <c>.json</c>.</summary>
    /// <param name="rows">The rows, in the order to show.</param>
    /// <param name="pathWithoutExtension">Where; missing folders are made.</param>
    /// <param name="notes">Lines for people, below the first table.</param>
    /// <param name="glossary">What the columns mean.</param>
    public static void Save(IReadOnlyList<ResultRow> rows, string pathWithoutExtension, IReadOnlyList<string>? notes = null, IReadOnlyList<GlossaryEntry>? glossary = null)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(pathWithoutExtension)) is { } folder)
            Directory.CreateDirectory(folder);
        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);
        File.WriteAllText(pathWithoutExtension + ".md", ToMarkdown(rows, notes, glossary), utf8);
        File.WriteAllText(pathWithoutExtension + ".csv", ToCsv(rows), utf8);
        File.WriteAllText(pathWithoutExtension + ".json", ToJson(rows), utf8);
    }

    /// <summary>The table for a paper: the means of the methods where there are several, else every row; a <c>tabular</c> of LaTeX.</summary>
    /// <param name="rows">The rows.</param>
    public static string ToLatex(IReadOnlyList<ResultRow> rows) =>
        LatexTable.Render(SummaryTable.IsWorthwhile(rows) || rows.Any(row => row.Concept == ResultRow.Published) ? SummaryTable.From(rows) : OfConcepts(rows));

    /// <summary>
    /// The verdict, then aligned Markdown tables, accuracies in percent: where methods are compared, their means first, then every concept; then what the
    /// columns mean.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="notes">Lines below the first table.</param>
    /// <param name="glossary">What the columns mean.</param>
    public static string ToMarkdown(IReadOnlyList<ResultRow> rows, IReadOnlyList<string>? notes = null, IReadOnlyList<GlossaryEntry>? glossary = null)
    {
        string verdict = RunVerdict.TryOf(rows) is { } found ? $"{Escape(found.ToString())}\n\n" : string.Empty;
        string all = OfConcepts(rows).ToMarkdown();
        string further = string.Concat((notes ?? []).Select(note => $"\n{Escape(note)}\n"));
        string columns = glossary is { Count: > 0 } ? $"\n{string.Concat(glossary.Select(entry => $"- `{entry.Column}`: {Escape(entry.Meaning)}\n"))}" : string.Empty;
        string tables = SummaryTable.IsWorthwhile(rows) ? $"{SummaryTable.From(rows).ToMarkdown()}\n{Escape(SummaryTable.Note(rows))}\n{further}\n{all}" : all + further;
        return verdict + tables + columns;
    }

    /// <summary>The tables for a terminal: columns under one line, no bars, as many as fit; where methods are compared, their means alone. The verdict is apart.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="notes">Lines below the table.</param>
    /// <param name="glossary">What the columns mean.</param>
    /// <param name="width">Characters in a line of the terminal.</param>
    public static string ToText(
        IReadOnlyList<ResultRow> rows, IReadOnlyList<string>? notes = null, IReadOnlyList<GlossaryEntry>? glossary = null, int width = int.MaxValue)
    {
        bool compares = SummaryTable.IsWorthwhile(rows);
        ReadableTable whole = compares ? SummaryTable.From(rows) : OfConcepts(rows);
        ReadableTable table = whole.Fit(width);
        List<string> below = [.. compares ? [SummaryTable.Note(rows)] : Array.Empty<string>(), .. notes ?? []];
        if (whole.Headers.Count > table.Headers.Count)
            below.Add($"Not shown, for the width: {string.Join(", ", whole.Headers.Except(table.Headers))}.");
        string columns = Glossary.ToText(glossary ?? [], table.Headers, width);
        return table.ToText() + (columns.Length > 0 ? $"\n{columns}" : columns)
            + (below.Count > 0 ? $"\n{string.Concat(below.Select(line => $"{Paragraph.Of(line, width)}\n"))}" : string.Empty);
    }

    /// <summary>Comma-separated values (RFC 4180, invariant culture): accuracies as fractions, all digits, empty where there is none.</summary>
    /// <param name="rows">The rows.</param>
    public static string ToCsv(IReadOnlyList<ResultRow> rows) => CsvTable.Render(rows);

    /// <summary>An array of objects with the properties method, concept, learningRate, layer, lambda, fa1, fa5, ta, seconds, setting, epoch, storedBytes, miaDistance, miaLoss, peakBytes and verdict; reachedInSearch where a search did not forget.</summary>
    /// <param name="rows">The rows.</param>
    public static string ToJson(IReadOnlyList<ResultRow> rows) => JsonTable.Render(rows);

    /// <summary>A row for every concept and every mean: accuracies in percent.</summary>
    internal static ReadableTable OfConcepts(IReadOnlyList<ResultRow> rows)
    {
        List<ReadableColumn<ResultRow>> columns =
        [
            new("method", false, 0, row => row.Method) { IsKey = true },
            new("concept", false, 0, row => row.Concept) { IsKey = true },
            new("lr", true, 0, row => ReadableTable.Short(row.LearningRate)),
            new("setting", false, 0, row => row.Setting ?? string.Empty),
            new("verdict", false, 0, VerdictOf),
            new("epoch", true, 9, row => row.Epoch?.ToString(CultureInfo.InvariantCulture) ?? string.Empty),
            new("layer", false, 6, row => row.LayerLabel ?? string.Empty),
            new("λ", true, 7, row => ReadableTable.Short(row.Lambda)),
        ];
        Dictionary<MeasureSubject, int> seen = [];
        foreach (Measure measure in MeasuresOf(rows).Where(measure => !measure.IsDetail))
            columns.Add(new(measure.Heading, true, RankOf(measure.Subject, seen), row => measure.Show(row.Value(measure.Key))));
        columns.Add(new("seconds", true, 8, row => row.Seconds?.ToString("0.0", CultureInfo.InvariantCulture) ?? string.Empty));
        return ReadableTable.Of(rows, columns);
    }

    /// <summary>The first measures of what is left and what is kept stay; of the others the later go first.</summary>
    internal static int RankOf(MeasureSubject subject, Dictionary<MeasureSubject, int> seen)
    {
        int before = seen.GetValueOrDefault(subject);
        seen[subject] = before + 1;
        return subject switch
        {
            MeasureSubject.Forgotten or MeasureSubject.Kept when before == 0 => 0,
            MeasureSubject.Membership when before == 0 => 1,
            MeasureSubject.Membership => 5,
            _ => Math.Min(1 + before, 4),
        };
    }

    /// <summary>
    /// The measures of all rows, in the order of their first appearance, as rows of models that were to forget have them: of the original model the
    /// measures of forgetting say how well it knows the concept, and are better the other way.
    /// </summary>
    internal static IReadOnlyList<Measure> MeasuresOf(IReadOnlyList<ResultRow> rows)
    {
        Dictionary<string, Measure> forgetting = rows.Where(row => row.Method != RunVerdict.Original).SelectMany(row => row.Measures)
            .DistinctBy(measure => measure.Key).ToDictionary(measure => measure.Key, StringComparer.Ordinal);
        return [.. rows.SelectMany(row => row.Measures).DistinctBy(measure => measure.Key).Select(measure => forgetting.GetValueOrDefault(measure.Key, measure))];
    }

    /// <summary>What became of a row's concept, for people; what failed is written large.</summary>
    private static string VerdictOf(ResultRow row) => row.IsForgotten switch
    {
        true => "forgotten",
        false => "NOT FORGOTTEN",
        _ => row.Tally ?? string.Empty,
    };

    private static string Escape(string note) => note.Replace("*", "\\*").Replace("_", "\\_");
}
