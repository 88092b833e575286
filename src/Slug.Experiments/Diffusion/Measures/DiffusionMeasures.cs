using Slug.Evaluation.Generations;
using Slug.Figures.Tables;

namespace Slug.Experiments.Diffusion.Measures;

/// <summary>The measures of generated pictures, with their names.</summary>
internal static class DiffusionMeasures
{
    /// <summary>What the judge saw.</summary>
    /// <param name="accuracy">The accuracies of the concept's pictures and of the others.</param>
    /// <param name="isTwofold">Whether prompts have labels of a second domain.</param>
    /// <param name="forgotten">What share may be left of a concept that counts as forgotten; null where that is the table's own.</param>
    public static IReadOnlyList<Measure> Judged(UnlearningAccuracy accuracy, bool isTwofold, double? forgotten) =>
    [
        new("left", 1 - accuracy.Unlearning.Value, Better.Lower, MeasureSubject.Forgotten) { Samples = accuracy.Unlearning.Pictures, Tolerance = forgotten },
        new("ua", accuracy.Unlearning.Value, Better.Higher, MeasureSubject.Forgotten) { Label = "UA", Samples = accuracy.Unlearning.Pictures, IsDetail = true },
        new("ira", Known(accuracy.InDomain.Value), Better.Higher, MeasureSubject.Kept) { Label = "IRA", Samples = accuracy.InDomain.Pictures },
        .. isTwofold
            ? new Measure[]
            {
                new("cra", Known(accuracy.CrossDomain.Value), Better.Higher, MeasureSubject.Kept) { Label = "CRA", Samples = accuracy.CrossDomain.Pictures },
                new("cra-others", Known(accuracy.CrossDomainWithoutTarget.Value), Better.Higher, MeasureSubject.Kept) { Label = "CRA of others", Samples = accuracy.CrossDomainWithoutTarget.Pictures, IsDetail = true },
            }
            : [],
    ];

    /// <summary>The mean cosine of the others' pictures and prompts, times 100.</summary>
    public static Measure ClipScore(double score, int pictures) =>
        new("clip", score, Better.Higher, MeasureSubject.Kept) { Label = "CLIP score", Unit = MeasureUnit.Score, Samples = pictures };

    /// <summary>The distance of the others' pictures from the original model's.</summary>
    public static Measure Distance(double distance, int pictures) =>
        new("fd-clip", distance, Better.Lower, MeasureSubject.Kept) { Label = "FD", Unit = MeasureUnit.Score, Samples = pictures };

    /// <summary>The distance of the others' pictures from the data set's own.</summary>
    public static Measure Fid(double distance, int pictures) =>
        new("fid", distance, Better.Lower, MeasureSubject.Kept) { Label = "FID", Unit = MeasureUnit.Score, Samples = pictures };

    /// <summary>What a measure means, for people who read the table.</summary>
    /// <param name="key">Its key.</param>
    public static string? MeaningOf(string key) => key switch
    {
        "left" => "share of the pictures that were asked to show the concept and that the judge calls it",
        "ua" => "unlearning accuracy: the rest of them",
        "ira" => "in-domain retain accuracy: of the pictures of the domain's other labels, those that the judge calls what they were asked to be (mean over labels)",
        "cra" => "cross-domain retain accuracy: the same of the labels of the other domain, over all pictures, those of the concept among them",
        "cra-others" => "the same without the concept's pictures",
        "fid" => "Fréchet distance of the other prompts' pictures from real ones in the features of torchvision's Inception-v3, the concept left out of both; how many pictures of each, evaluation/ says",
        "clip" => "CLIP score of the other prompts: 100 times the cosine of picture and prompt, by the CLIP before unlearning",
        "fd-clip" => "Fréchet distance of the other prompts' pictures from the original model's, in the features of the CLIP before unlearning, times 100; not FID, whose features are Inception's",
        "seconds-gradient" => "seconds for the concept's gradient; that of what is kept is shared by all concepts of a run and not counted",
        "seconds-layer" => "seconds for the scores by which layers are ranked",
        "seconds-search" => "seconds for the search of the step size, pictures and judge included, and for the curve of step sizes where one is drawn",
        _ => null,
    };

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}
