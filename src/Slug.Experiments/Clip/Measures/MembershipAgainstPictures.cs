using Slug.Evaluation.Membership;
using Slug.Evaluation.ZeroShot;
using static TorchSharp.torch;

namespace Slug.Experiments.Clip.Measures;

/// <summary>
/// The attack where there are no unseen pairs: forget pairs against the test pictures, by the distance of a picture from its caption, which for a test
/// picture is its class embedding, and by its zero-shot loss.
/// </summary>
internal sealed class MembershipAgainstPictures : IMembershipMeasure
{
    private readonly EvaluationFeatures _features;
    private readonly ZeroShotClassifier _names;
    private readonly IReadOnlyList<double> _distances;
    private readonly IReadOnlyList<double> _losses;

    /// <summary>Scores the test pictures.</summary>
    /// <param name="features">The model's features.</param>
    /// <param name="names">The classifier over all names; not owned.</param>
    /// <param name="pictures">The test pictures' features, <c>[pictures, embed]</c>.</param>
    /// <param name="labels">Their classes.</param>
    public MembershipAgainstPictures(EvaluationFeatures features, ZeroShotClassifier names, Tensor pictures, IReadOnlyList<int> labels)
    {
        (_features, _names) = (features, names);
        using var scope = NewDisposeScope();
        var own = tensor(labels.Select(l => (long)l).ToArray(), device: pictures.device);
        (_distances, _losses) = (SampleScores.Distances(pictures, names.Weights.index_select(0, own)), SampleScores.Losses(names.Logits(pictures), labels));
    }

    /// <inheritdoc/>
    public int? UnseenPairs => null;

    /// <inheritdoc/>
    public (double Distance, double Loss, int Samples) Of(int label, PairSet forget)
    {
        using var scope = NewDisposeScope();
        var (images, captions) = _features.OfPairs(forget);
        var losses = SampleScores.Losses(_names.Logits(images), [.. Enumerable.Repeat(label, (int)images.shape[0])]);
        return (
            MembershipInference.Attack(_distances, SampleScores.Distances(images, captions)).Mean,
            MembershipInference.Attack(_losses, losses).Mean,
            Math.Min(_losses.Count, losses.Count));
    }
}
