using System.Text;

namespace Slug.Figures.Tables;

/// <summary>What a run came to, in a line: how many of how many concepts are forgotten, what is kept of what was there, on how many test samples.</summary>
/// <param name="NotForgotten">What was asked for and is not forgotten.</param>
/// <param name="Sentences">The line's parts, the most important first.</param>
public sealed record RunVerdict(IReadOnlyList<string> NotForgotten, IReadOnlyList<string> Sentences)
{
    /// <summary>Whether all that was asked for is forgotten.</summary>
    public bool IsSuccess => NotForgotten.Count == 0;

    /// <summary>What stands in the table for the model before unlearning.</summary>
    internal const string Original = "original";

    /// <summary>Reads the verdict off a result table; null where nothing was to be forgotten.</summary>
    /// <param name="rows">The rows.</param>
    public static RunVerdict? TryOf(IReadOnlyList<ResultRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        List<List<ResultRow>> groups = [.. rows.Where(row => row.IsAsked && row.IsForgotten is not null).GroupBy(row => (row.Method, row.LearningRate, row.Setting)).Select(group => group.ToList())];
        if (groups.Count == 0)
            return null;
        List<ResultRow> alone = groups[0];
        List<ResultRow> before = [.. rows.Where(row => row.Method == Original && alone.Exists(other => other.Concept == row.Concept))];
        List<string> sentences = [$"{Count(alone)} forgotten{Text(MeasureSubject.Forgotten, first: true)}"];
        sentences.AddRange(groups.Skip(1).Select(group => $"{group[0].Setting}: {Count(group)} forgotten"));
        List<ResultRow> missed = [.. groups.SelectMany(group => group).Where(row => row.IsForgotten == false)];
        sentences.AddRange(missed.Select(row => $"NOT FORGOTTEN: {Missed(row)}"));
        sentences.AddRange(new[] { Text(MeasureSubject.Kept), Text(MeasureSubject.Membership) }.Where(text => text.Length > 0));
        if (Unknown(before) is { Length: > 0 } unknown)
            sentences.Add($"the original did not know: {unknown}");
        return new RunVerdict([.. missed.Select(Name)], sentences);

        string Text(MeasureSubject subject, bool first = false)
        {
            IEnumerable<Measure> measures = ResultTable.MeasuresOf(alone).Where(measure => measure.Subject == subject && !measure.IsDetail).Take(first ? 1 : int.MaxValue);
            string text = string.Join(", ", measures
                .GroupBy(measure => Samples(alone, measure))
                .Select(same => $"{string.Join(", ", same.Select(measure => Change(before, alone, measure)))}{Further(subject, same.Key)}"));
            return first && text.Length > 0 ? $": {text}" : text;
        }
    }

    /// <summary>The verdict on one line.</summary>
    public override string ToString() => string.Join("; ", Sentences);

    /// <summary>The verdict broken between words, further lines indented.</summary>
    /// <param name="width">Characters in a line.</param>
    public string ToText(int width) => Paragraph.Of(ToString(), width, indent: 2);

    private static string Count(List<ResultRow> rows) => $"{rows.Count(row => row.IsForgotten == true)} of {rows.Count}";

    private static string Change(List<ResultRow> before, List<ResultRow> after, Measure measure)
    {
        string now = measure.ShowWithUnit(Mean(after, measure));
        return Mean(before, measure) is { } was ? $"{measure.Label} {measure.Show(was)} -> {now}" : $"{measure.Label} {now}";
    }

    private static string Further(MeasureSubject subject, string samples)
    {
        string[] parts = [.. new[] { subject == MeasureSubject.Membership ? "50 % is chance" : string.Empty, samples }.Where(part => part.Length > 0)];
        return parts.Length > 0 ? $" ({string.Join("; ", parts)})" : string.Empty;
    }

    private static string Samples(List<ResultRow> rows, Measure measure) =>
        SampleCount.Of(rows, measure) is { Length: > 0 } count && rows.Count > 1 ? $"{count} each" : SampleCount.Of(rows, measure);

    private static string Name(ResultRow row) => row.Setting is null ? row.Concept : $"{row.Concept} ({row.Setting})";

    private static string Missed(ResultRow row)
    {
        StringBuilder text = new(Name(row));
        if (Forgetting.Judge([row]) is { Value: { } left } judge)
            text.Append($", {judge.Label} {judge.ShowWithUnit(left)} on the test set");
        if (row.Reached.Count > 0)
            text.Append($", at best {string.Join(", ", row.Reached.Select(m => $"{m.Label} {m.ShowWithUnit(m.Value)}"))} on the search set");
        else if (row.ForgottenInSearch == true)
            text.Append(" though gone on the search set");
        return text.ToString();
    }

    private static string Unknown(List<ResultRow> before) => string.Join(", ", before
        .Select(row => (row.Concept, Judge: Forgetting.Judge([row])))
        .Where(row => row.Judge is { Value: { } known } judge && Forgetting.Is(judge with { Better = Opposite(judge.Better) }, known))
        .Select(row => $"{row.Concept} ({row.Judge!.Label} {row.Judge.ShowWithUnit(row.Judge.Value)})"));

    // The original's measures of forgetting say how well it knows the concept, so that for them the other way is better.
    private static Better Opposite(Better better) => better == Better.Lower ? Better.Higher : Better.Lower;

    private static double? Mean(List<ResultRow> rows, Measure measure) => rows.Average(row => row.Value(measure.Key));
}
