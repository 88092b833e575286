namespace Slug.Figures.Tables;

/// <summary>How measures are called in the table's files for programs, which had these names before there were measures.</summary>
internal static class DataColumns
{
    /// <summary>What is left of the concept, in files: names and keys.</summary>
    public static IReadOnlyList<(string Name, string Key)> Forgotten(IReadOnlyList<Measure> measures) => Of(measures, MeasureSubject.Forgotten, [("fa1", "fa@1"), ("fa5", "fa@5")]);

    /// <summary>What is kept, by the measures' own keys.</summary>
    public static IReadOnlyList<string> Kept(IReadOnlyList<Measure> measures) => [.. measures.Where(m => m.Subject == MeasureSubject.Kept).Select(m => m.Key)];

    /// <summary>The membership attacks, in files: names and keys.</summary>
    public static IReadOnlyList<(string Name, string Key)> Membership(IReadOnlyList<Measure> measures) => Of(measures, MeasureSubject.Membership, [("miaDistance", "mia"), ("miaLoss", "mia-loss")]);

    /// <summary>What the time is made of, by the measures' own keys.</summary>
    public static IReadOnlyList<string> Costs(IReadOnlyList<Measure> measures) => [.. measures.Where(m => m.Subject == MeasureSubject.Cost).Select(m => m.Key)];

    /// <summary>What became of a row's concept: <c>forgotten</c> or <c>not forgotten</c>; of means <c>4 of 5</c>; null where nothing was to be forgotten.</summary>
    public static string? Verdict(ResultRow row) => row.IsForgotten switch
    {
        true => "forgotten",
        false => "not forgotten",
        _ => row.Tally,
    };

    // Those with names of their own are always there, whether measured or not.
    private static IReadOnlyList<(string Name, string Key)> Of(IReadOnlyList<Measure> measures, MeasureSubject subject, IReadOnlyList<(string Name, string Key)> named) =>
        [.. named, .. measures.Where(m => m.Subject == subject && named.All(n => n.Key != m.Key)).Select(m => (m.Key, m.Key))];
}
