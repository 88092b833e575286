using Slug.Figures.Tables;

namespace Slug.Figures.Tests.Tables;

/// <summary>The measures of a zero-shot classifier, for rows of tests.</summary>
internal static class ClipMeasures
{
    /// <summary>FA@1, FA@5 where it is there, and what is kept.</summary>
    public static IReadOnlyList<Measure> Of(double? fa1, double? fa5, params (string Key, double? Value)[] kept) =>
    [
        new("fa@1", fa1, Better.Lower, MeasureSubject.Forgotten) { Label = "FA@1" },
        new("fa@5", fa5, Better.Lower, MeasureSubject.Forgotten) { Label = "FA@5" },
        .. kept.Select(k => new Measure(k.Key, k.Value, Better.Higher, MeasureSubject.Kept)),
    ];
}
