namespace Slug.Figures.Tables;

/// <summary>A column of the result table explained.</summary>
/// <param name="Column">Its heading.</param>
/// <param name="Meaning">What it says.</param>
public sealed record GlossaryEntry(string Column, string Meaning);

/// <summary>What the columns of a result table mean, each with the number of samples that it rests on.</summary>
public static class Glossary
{
    /// <summary>The entries in the order of the columns.</summary>
    /// <param name="rows">The table's rows.</param>
    /// <param name="meaningOf">What a measure means, by its key; null where the subject that it speaks of has to do.</param>
    public static IReadOnlyList<GlossaryEntry> Of(IReadOnlyList<ResultRow> rows, Func<string, string?> meaningOf)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(meaningOf);
        List<GlossaryEntry> entries = [];
        if (rows.Any(row => row.IsForgotten is not null))
        {
            string most = Forgetting.Judge([.. rows.Where(row => row.IsForgotten is not null)]) is not { } judge ? string.Empty
                : $", and {judge.Label} on the test set {(judge.Better == Better.Lower ? "at most" : "at least")} {judge.ShowWithUnit(Forgetting.Bar(judge))}";
            entries.Add(new GlossaryEntry("verdict", $"forgotten: gone on the search set, by which the model is chosen{most}"));
        }

        if (rows.Any(row => row.Lambda is not null))
            entries.Add(new GlossaryEntry("λ", "the step size: by how many times the gradient the layer was moved"));
        foreach (Measure measure in ResultTable.MeasuresOf(rows))
        {
            string samples = SampleCount.Of(rows, measure);
            entries.Add(new GlossaryEntry(measure.Heading, $"{meaningOf(measure.Key) ?? Default(measure)}{(samples.Length > 0 ? $" ({samples})" : string.Empty)}"));
        }

        if (rows.Any(row => row.Seconds is not null))
            entries.Add(new GlossaryEntry("seconds", "what it took on this machine to forget: of SLUG the concept's own gradient and search, without what all concepts share; of other methods all of it"));
        return entries;
    }

    /// <summary>The entries of the columns that a table has, as lines for a terminal.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="headers">The table's headings.</param>
    /// <param name="width">Characters in a line.</param>
    internal static string ToText(IReadOnlyList<GlossaryEntry> entries, IReadOnlyList<string> headers, int width)
    {
        List<GlossaryEntry> shown = [.. entries.Where(entry => headers.Contains(entry.Column))];
        if (shown.Count == 0)
            return string.Empty;
        int column = shown.Max(entry => entry.Column.Length) + 2;
        return string.Concat(shown.Select(entry => $"{entry.Column.PadRight(column)}{Paragraph.Of(entry.Meaning, Math.Max(width - column, 20)).Replace("\n", "\n" + new string(' ', column))}\n"));
    }

    private static string Default(Measure measure) => measure.Subject switch
    {
        MeasureSubject.Forgotten => "what is left of the concept",
        MeasureSubject.Kept => "what is kept of everything else",
        MeasureSubject.Membership => "how often an attack tells the forget set from what the model never saw; 50 % is chance",
        _ => "what it took",
    };
}
