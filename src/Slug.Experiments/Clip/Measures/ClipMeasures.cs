using Slug.Evaluation.ZeroShot;
using Slug.Figures.Tables;

namespace Slug.Experiments.Clip.Measures;

/// <summary>The measures of METHOD section 4, with their names.</summary>
internal static class ClipMeasures
{
    /// <summary>FA@1 and FA@5: the concept's own pictures against all names.</summary>
    public static IReadOnlyList<Measure> Forgotten(TopKAccuracy accuracy) =>
    [
        new("fa@1", accuracy.Top1, Better.Lower, MeasureSubject.Forgotten) { Label = "FA@1", Samples = accuracy.Count },
        new("fa@5", accuracy.Top5, Better.Lower, MeasureSubject.Forgotten) { Label = "FA@5", Samples = accuracy.Count },
    ];

    /// <summary>What is kept of a task, <c>TA_IN</c> or <c>names</c>.</summary>
    public static IReadOnlyList<Measure> Kept(string task, TopKAccuracy accuracy) => [KeptTop1(task, accuracy), Kept($"{task}@5", accuracy.Top5, accuracy.Count)];

    /// <summary>The same where five of the task's classes are too many to mean anything.</summary>
    public static Measure KeptTop1(string task, TopKAccuracy accuracy) => Kept($"{task}@1", accuracy.Top1, accuracy.Count);

    /// <summary>
    /// The membership attack's accuracy on distances and on losses: one half is chance, which is the best that forgetting can do. It rests on as many
    /// samples of either kind.
    /// </summary>
    public static IReadOnlyList<Measure> Membership(double distance, double loss, int samples) =>
    [
        new("mia", distance, Better.Lower, MeasureSubject.Membership) { Label = "MIA", Samples = samples },
        new("mia-loss", loss, Better.Lower, MeasureSubject.Membership) { Label = "MIA loss", Samples = samples, IsDetail = true },
    ];

    private static Measure Kept(string key, double value, int samples) => new(key, value, Better.Higher, MeasureSubject.Kept) { Samples = samples };
}
