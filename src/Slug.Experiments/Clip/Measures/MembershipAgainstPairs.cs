using Slug.Evaluation.Membership;
using static TorchSharp.torch;

namespace Slug.Experiments.Clip.Measures;

/// <summary>
/// The attack as the paper has it: forget pairs against image-text pairs that the model never saw, by their distance <c>1 − cos</c> (the published
/// column) and by their contrastive loss within batches.
/// </summary>
internal sealed class MembershipAgainstPairs : IMembershipMeasure
{
    /// <summary>Pairs a batch, as in the reference; a pair's loss depends on it.</summary>
    public const int Batch = 32;

    private readonly EvaluationFeatures _features;
    private readonly Tensor _logitScale;
    private readonly (IReadOnlyList<double> Distances, IReadOnlyList<double> Losses) _unseen;

    /// <summary>Scores the unseen pairs.</summary>
    /// <param name="features">The model's features.</param>
    /// <param name="logitScale">The model's; not owned.</param>
    /// <param name="unseen">The pairs.</param>
    public MembershipAgainstPairs(EvaluationFeatures features, Tensor logitScale, PairSet unseen)
    {
        (_features, _logitScale) = (features, logitScale);
        _unseen = Scores(unseen);
    }

    /// <inheritdoc/>
    public int? UnseenPairs => _unseen.Distances.Count;

    /// <inheritdoc/>
    public (double Distance, double Loss, int Samples) Of(int label, PairSet forget)
    {
        var (distances, losses) = Scores(forget);
        return (
            MembershipInference.Attack(_unseen.Distances, distances).Mean,
            MembershipInference.Attack(_unseen.Losses, losses).Mean,
            Math.Min(_unseen.Distances.Count, distances.Count));
    }

    private (IReadOnlyList<double> Distances, IReadOnlyList<double> Losses) Scores(PairSet pairs)
    {
        using var scope = NewDisposeScope();
        var (images, captions) = _features.OfPairs(pairs);
        return (SampleScores.Distances(images, captions), SampleScores.ContrastiveLosses(images, captions, _logitScale, Batch));
    }
}
