using Slug.Evaluation.ZeroShot;
using Slug.Figures.Tables;
using Slug.Unlearning.StepSearch;

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

    /// <summary>What a search reached: what was left of the concept on the search set and, where it was measured, what was kept.</summary>
    public static IReadOnlyList<Measure> Reached(ForgetAccuracy left, double? retained) =>
    [
        new("fa@1", left.Top1, Better.Lower, MeasureSubject.Forgotten) { Label = "FA@1" },
        new("fa@5", left.Top5, Better.Lower, MeasureSubject.Forgotten) { Label = "FA@5" },
        .. retained is { } kept ? new[] { new Measure("retained@1", kept, Better.Higher, MeasureSubject.Kept) } : [],
    ];

    /// <summary>What a measure means, for people who read the table.</summary>
    /// <param name="key">Its key.</param>
    public static string? MeaningOf(string key) => key switch
    {
        "fa@1" => "share of the forgotten concept's test pictures that still get its name; of the original model: how well it knew it",
        "fa@5" => "the same, the name being among the first five",
        "names@1" => "share of all other test pictures that get their name: what is kept",
        "names@5" => "the same, the name being among the first five",
        "subcategories@1" => "share of them that get the right coarser class",
        "TA_IN@1" => "share of ImageNet's validation pictures that get their class: what is kept",
        "TA_IN@5" => "the same, the class being among the first five",
        "TA_CA@1" => "share of the pictures of CelebA's people that get their name: what is kept",
        "TA_CA@5" => "the same, the name being among the first five",
        "mia" => "how often an attack on distances tells pairs of the forget set from what the model never saw: 50 % is chance and the best that forgetting can do",
        "mia-loss" => "the same attack on losses",
        _ => null,
    };

    private static Measure Kept(string key, double value, int samples) => new(key, value, Better.Higher, MeasureSubject.Kept) { Samples = samples };
}
