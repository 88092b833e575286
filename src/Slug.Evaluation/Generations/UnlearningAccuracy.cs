namespace Slug.Evaluation.Generations;

/// <summary>Which kind of label a request unlearns.</summary>
public enum Domain
{
    /// <summary>A style.</summary>
    Style,

    /// <summary>An object.</summary>
    Object,
}

/// <summary>A picture of an answer set with what the classifiers take it for.</summary>
/// <param name="Style">The style in the prompt.</param>
/// <param name="Object">The object in the prompt.</param>
/// <param name="JudgedStyle">The style classifier's answer.</param>
/// <param name="JudgedObject">The object classifier's answer.</param>
public sealed record JudgedPicture(string Style, string Object, string JudgedStyle, string JudgedObject);

/// <summary>A share with how many pictures it rests on.</summary>
/// <param name="Value">Between 0 and 1; not a number where there is no picture.</param>
/// <param name="Pictures">The pictures.</param>
public readonly record struct PictureShare(double Value, int Pictures);

/// <summary>
/// UnlearnCanvas' measures of one request (METHOD section 6). Accuracies of a domain are the mean over its labels of each label's accuracy.
/// </summary>
/// <param name="Target">What was to be unlearned.</param>
/// <param name="Unlearning">UA: the share of the target's pictures that are not taken for it.</param>
/// <param name="InDomain">IRA: the accuracy on the other labels of its domain.</param>
/// <param name="CrossDomain">CRA as the official script computes it: the accuracy in the other domain, on all pictures, the target's among them.</param>
/// <param name="CrossDomainWithoutTarget">CRA as its text reads: without the target's pictures.</param>
/// <param name="Became">What the target's pictures are taken for, the most frequent first.</param>
public sealed record UnlearningAccuracy(
    string Target, PictureShare Unlearning, PictureShare InDomain, PictureShare CrossDomain, PictureShare CrossDomainWithoutTarget, IReadOnlyList<(string Label, int Pictures)> Became)
{
    /// <summary>Measures an answer set.</summary>
    /// <param name="target">The label that was to be unlearned.</param>
    /// <param name="domain">Its domain.</param>
    /// <param name="pictures">All pictures of the request's answer set.</param>
    /// <exception cref="ArgumentException">No picture is of the target.</exception>
    public static UnlearningAccuracy Of(string target, Domain domain, IReadOnlyCollection<JudgedPicture> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        var own = domain == Domain.Style ? (Func<JudgedPicture, (string Label, string Judged)>)Style : Thing;
        var other = domain == Domain.Style ? (Func<JudgedPicture, (string Label, string Judged)>)Thing : Style;
        var targets = pictures.Where(p => own(p).Label == target).ToList();
        if (targets.Count == 0) throw new ArgumentException($"The answer set has no picture of '{target}'.", nameof(pictures));
        var others = pictures.Where(p => own(p).Label != target).ToList();
        return new UnlearningAccuracy(
            target,
            new PictureShare((double)targets.Count(p => own(p).Judged != target) / targets.Count, targets.Count),
            MeanOverLabels(others.Select(own)),
            MeanOverLabels(pictures.Select(other)),
            MeanOverLabels(others.Select(other)),
            [.. targets.GroupBy(p => own(p).Judged, StringComparer.Ordinal).Select(g => (g.Key, g.Count())).OrderByDescending(g => g.Item2).ThenBy(g => g.Key, StringComparer.Ordinal)]);

        static (string, string) Style(JudgedPicture picture) => (picture.Style, picture.JudgedStyle);
        static (string, string) Thing(JudgedPicture picture) => (picture.Object, picture.JudgedObject);
    }

    /// <summary>The mean of a measure over requests, as the benchmark's table has it; requests without pictures for it do not count.</summary>
    public static PictureShare Mean(IEnumerable<UnlearningAccuracy> requests, Func<UnlearningAccuracy, PictureShare> measure)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(measure);
        var shares = requests.Select(measure).Where(share => share.Pictures > 0).ToList();
        return new PictureShare(shares.Count == 0 ? double.NaN : shares.Average(share => share.Value), shares.Sum(share => share.Pictures));
    }

    private static PictureShare MeanOverLabels(IEnumerable<(string Label, string Judged)> answers)
    {
        var labels = answers.GroupBy(a => a.Label, StringComparer.Ordinal).Select(g => (Right: g.Count(a => a.Judged == g.Key), Count: g.Count())).ToList();
        return new PictureShare(labels.Count == 0 ? double.NaN : labels.Average(l => (double)l.Right / l.Count), labels.Sum(l => l.Count));
    }
}
