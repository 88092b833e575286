namespace Slug.Figures.Tables;

/// <summary>When a concept counts as forgotten on the test set: the first measure that speaks of it is within a twentieth of its best.</summary>
internal static class Forgetting
{
    /// <summary>How far that measure may be from its best, from 0 to 1.</summary>
    internal const double Share = 0.05;

    /// <summary>The measure that decides: the first that speaks of what was to be forgotten.</summary>
    internal static Measure? Judge(IReadOnlyList<ResultRow> rows) => ResultTable.MeasuresOf(rows).FirstOrDefault(measure => measure.Subject == MeasureSubject.Forgotten);

    /// <summary>Whether a value of it says forgotten.</summary>
    internal static bool Is(Measure judge, double value) => judge.Better == Better.Lower ? value <= Share : value >= 1 - Share;
}
