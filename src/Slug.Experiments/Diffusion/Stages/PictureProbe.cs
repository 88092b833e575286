using Slug.Experiments.Diffusion.Judging;
using Slug.Experiments.Diffusion.Pictures;
using Slug.Unlearning.StepSearch;

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
        var first = own.Where((_, i) => i % FirstLook == 0).ToList();
        var seen = Seen(first);
        if (seen > left * own.Count) return new ForgetAccuracy((double)seen / first.Count, (double)seen / first.Count);
        var share = (seen + Seen([.. own.Where((_, i) => i % FirstLook != 0)])) / (double)own.Count;
        // Within what may be left it is gone.
        return share <= left ? new ForgetAccuracy(0, 0) : new ForgetAccuracy(share, share);
    }

    public double MeasureRetained() => Accuracies(others).Average();

    /// <summary>Whether what is kept is measured in the concept's own domain alone.</summary>
    public bool InDomain { get; init; }

    /// <summary>The share of the concept's pictures that are called it.</summary>
    public double Share() => Seen(own) / (double)own.Count;

    private int Seen(IReadOnlyList<PicturePrompt> prompts)
    {
        if (prompts.Count == 0) return 0;
        using var pictures = sampler.All(prompts, cancellation);
        return judge.Label(domain, pictures, cancellation).Count(label => label == concept);
    }

    private IEnumerable<double> Accuracies(IReadOnlyList<PicturePrompt> prompts)
    {
        using var pictures = sampler.All(prompts, cancellation);
        List<string> domains = InDomain ? [domain] : [.. prompts[0].Labels.Keys.Order(StringComparer.Ordinal)];
        return [.. domains.Select(d => judge.Label(d, pictures, cancellation).Zip(prompts, (label, prompt) => label == prompt.Labels[d] ? 1.0 : 0).Average())];
    }
}
