using Slug.Figures.Tables;

namespace Slug.Experiments.Tests.Results;

/// <summary>Measures as runs end with, by their keys.</summary>
internal static class TestMeasures
{
    /// <summary>A measure.</summary>
    public static Measure Of(string key, double? value) => key switch
    {
        "fa@1" or "fa@5" => new Measure(key, value, Better.Lower, MeasureSubject.Forgotten) { Label = key.ToUpperInvariant() },
        "mia" => new Measure(key, value, Better.Lower, MeasureSubject.Membership) { Label = "MIA" },
        "seconds" => new Measure(key, value, Better.Lower, MeasureSubject.Cost) { Unit = MeasureUnit.Seconds },
        _ => new Measure(key, value, Better.Higher, MeasureSubject.Kept),
    };
}
