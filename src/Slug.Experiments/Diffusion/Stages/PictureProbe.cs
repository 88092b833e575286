using Slug.Experiments.Diffusion.Judging;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Pipeline.Keys;
using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Experiments.Diffusion.Stages;

/// <summary>Lets a search look at a concept through generated pictures and their judge.</summary>
/// <param name="sampler">Generates with the model as it is now.</param>
/// <param name="judge">The judge.</param>
/// <param name="domain">The concept's domain.</param>
/// <param name="concept">The concept.</param>
/// <param name="own">Pictures that ask for it.</param>
/// <param name="others">Pictures that ask for other labels.</param>
/// <param name="left">The share of its pictures that may still be called it for it to count as gone.</param>
/// <param name="cancellation">Stops between two calls of the network.</param>
internal sealed class PictureProbe(
    PictureSampler sampler, IPictureJudge judge, string domain, string concept, IReadOnlyList<PicturePrompt> own, IReadOnlyList<PicturePrompt> others, double left,
    CancellationToken cancellation) : IUnlearningProbe
{
    // The first look: every so manieth picture, of all prompts.
    private const int FirstLook = 3;

    // What the concept's pictures show in other domains, of each change that took it out: such a change is looked at again for what it keeps.
    private readonly Dictionary<Digest, Dictionary<string, double>> _gone = [];

    /// <summary>The labels of each domain; null where what is kept is measured in the concept's own domain alone.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Labels { get; init; }

    /// <summary>Whether two groups of pictures are made at the same time, a thread each: two probes of one network are no slower than one then.</summary>
    public bool IsSmall => sampler.IsSmall;

    public void Focus(IReadOnlyList<string> layers)
    {
        // Every picture is made anew: the text encoder is the least of the work.
    }

    /// <summary>
    /// A share of the pictures first: where more than may be left of all are called the concept among these alone, the rest would change nothing, and the share
    /// among them is what is told.
    /// </summary>
    public ForgetAccuracy MeasureForget()
    {
        var first = First;
        using var begun = sampler.All(first, cancellation);
        var seen = Seen(begun);
        if (seen > left * own.Count) return Share((double)seen / first.Count);
        var more = Rest;
        using var rest = more.Count == 0 ? null : sampler.All(more, cancellation);
        var share = (seen + (rest is null ? 0 : Seen(rest))) / (double)own.Count;
        if (share <= left && !IsInDomain)
        {
            using var all = rest is null ? begun.alias() : cat([begun, rest], 0);
            _gone[sampler.Fingerprint(own[0].Prompt)] = Accuracies(all, [.. first, .. more], CrossedDomains);
        }

        return Share(share);

        ForgetAccuracy Share(double seen) => new(seen, seen) { Allowed = left };
    }

    /// <summary>Draws and judges as many pictures as each measure does, once for a network: see <see cref="SearchedModel.WarmUp"/>.</summary>
    public void WarmUp()
    {
        foreach (var few in new[] { First, Rest, own, others })
        {
            if (few.Count == 0 || !sampler.WarmCounts.Add(few.Count)) continue;
            using var pictures = sampler.All(few, cancellation);
            foreach (var judged in Labels?.Keys ?? [domain]) judge.Label(judged, pictures, cancellation);
        }
    }

    /// <summary>What is kept: see <see cref="Kept"/>.</summary>
    public double MeasureRetained()
    {
        using var pictures = sampler.All(others, cancellation);
        return KeptOf(pictures, () => _gone.GetValueOrDefault(sampler.Fingerprint(own[0].Prompt)) ?? Of(own, CrossedDomains));
    }

    /// <summary>The share of all of the concept's pictures that are called it, and what is kept, of one look at them.</summary>
    public (double Left, double Kept) Look()
    {
        using var pictures = sampler.All([.. own, .. others], cancellation);
        using var its = pictures.narrow(0, 0, own.Count);
        using var rest = pictures.narrow(0, own.Count, others.Count);
        return (Seen(its) / (double)own.Count, KeptOf(rest, () => Accuracies(its, own, CrossedDomains)));
    }

    /// <summary>
    /// The mean over domains of the share of pictures that are called what they were asked to be, as the table's IRA and CRA: in the concept's own domain of those that ask for
    /// other labels; in another domain of the concept's pictures too, which weigh as much as those of any label of its domain.
    /// </summary>
    /// <param name="domain">The concept's domain.</param>
    /// <param name="labels">How many labels it has.</param>
    /// <param name="others">The share in each domain, of pictures that ask for other labels.</param>
    /// <param name="own">The share in each other domain, of pictures that ask for the concept.</param>
    internal static double Kept(string domain, int labels, IReadOnlyDictionary<string, double> others, IReadOnlyDictionary<string, double> own) =>
        others.OrderBy(d => d.Key, StringComparer.Ordinal).Average(d => d.Key == domain ? d.Value : double.Lerp(d.Value, own[d.Key], 1.0 / labels));

    private List<PicturePrompt> First => [.. own.Where((_, i) => i % FirstLook == 0)];

    private List<PicturePrompt> Rest => [.. own.Where((_, i) => i % FirstLook != 0)];

    private bool IsInDomain => Labels is not { Count: > 1 };

    private IEnumerable<string> CrossedDomains => Labels!.Keys.Where(d => d != domain);

    private double KeptOf(Tensor pictures, Func<Dictionary<string, double>> crossed) =>
        IsInDomain ? Accuracies(pictures, others, [domain])[domain] : Kept(domain, Labels![domain].Count, Accuracies(pictures, others, Labels.Keys), crossed());

    private int Seen(Tensor pictures) => judge.Label(domain, pictures, cancellation).Count(label => label == concept);

    private Dictionary<string, double> Of(IReadOnlyList<PicturePrompt> prompts, IEnumerable<string> domains)
    {
        using var pictures = sampler.All(prompts, cancellation);
        return Accuracies(pictures, prompts, domains);
    }

    private Dictionary<string, double> Accuracies(Tensor pictures, IReadOnlyList<PicturePrompt> prompts, IEnumerable<string> domains) =>
        domains.ToDictionary(d => d, d => judge.Label(d, pictures, cancellation).Zip(prompts, (label, prompt) => label == prompt.Labels[d] ? 1.0 : 0).Average(), StringComparer.Ordinal);
}
