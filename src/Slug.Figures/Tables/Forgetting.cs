namespace Slug.Figures.Tables;

/// <summary>When a concept counts as forgotten on the test set: the first measure that speaks of it is within a twentieth of its best, or as near as the experiment asks.</summary>
public static class Forgetting
{
    // How far that measure may be from its best where the experiment does not say.
    private const double Share = 0.05;

    /// <summary>Up to which value a measure says forgotten, or from which where higher is better.</summary>
    internal static double Bar(Measure judge) => judge.Better == Better.Lower ? judge.Tolerance ?? Share : 1 - (judge.Tolerance ?? Share);

    /// <summary>The measure that decides: the first that speaks of what was to be forgotten.</summary>
    internal static Measure? Judge(IReadOnlyList<ResultRow> rows) => ResultTable.MeasuresOf(rows).FirstOrDefault(measure => measure.Subject == MeasureSubject.Forgotten);

    /// <summary>Whether measures on the test set say that what they speak of is forgotten: true where none speaks of it.</summary>
    /// <param name="measures">A concept's measures.</param>
    public static bool Is(IReadOnlyList<Measure> measures) =>
        measures.FirstOrDefault(measure => measure.Subject == MeasureSubject.Forgotten) is not { Value: { } left } judge || Is(judge, left);

    /// <summary>Whether a value of it says forgotten.</summary>
    internal static bool Is(Measure judge, double value) => judge.Better == Better.Lower ? value <= Bar(judge) : value >= Bar(judge);
}
