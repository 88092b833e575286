using Slug.Data.Images;
using Slug.Evaluation.Membership;
using Slug.Evaluation.ZeroShot;
using Slug.Experiments.Datasets;
using Slug.Models.Clip;
using Slug.Models.Tokenizers;
using static TorchSharp.torch;

namespace Slug.Experiments.Measures;

/// <summary>
/// The attack where there are no unseen pairs: forget pairs against the test pictures, by the distance of a picture from its caption, which for a test
/// picture is its class embedding, and by its zero-shot loss.
/// </summary>
internal sealed class MembershipAgainstPictures : IMembershipMeasure
{
    private readonly ClipModel _model;
    private readonly ClipTokenizer _tokenizer;
    private readonly ZeroShotClassifier _names;
    private readonly CancellationToken _cancellation;
    private readonly IReadOnlyList<double> _distances;
    private readonly IReadOnlyList<double> _losses;

    /// <summary>Scores the test pictures.</summary>
    /// <param name="model">The model; not owned.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="names">The classifier over all names; not owned.</param>
    /// <param name="pictures">The test pictures' features, <c>[pictures, embed]</c>.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public MembershipAgainstPictures(
        ClipModel model, ClipTokenizer tokenizer, ZeroShotClassifier names, Tensor pictures, IReadOnlyList<int> labels, CancellationToken cancellation)
    {
        (_model, _tokenizer, _names, _cancellation) = (model, tokenizer, names, cancellation);
        using var scope = NewDisposeScope();
        var own = tensor(labels.Select(l => (long)l).ToArray(), device: pictures.device);
        (_distances, _losses) = (SampleScores.Distances(pictures, names.Weights.index_select(0, own)), SampleScores.Losses(names.Logits(pictures), labels));
    }

    /// <inheritdoc/>
    public int? UnseenPairs => null;

    /// <inheritdoc/>
    public (double Distance, double Loss) Of(int label, PairSet forget)
    {
        var (distances, losses) = (new List<double>(), new List<double>());
        var options = new ImageBatchOptions { BatchSize = FeatureEncoding.DefaultBatch };
        var transform = new ClipTransform(_model.Config.Vision.ImageSize, PictureMemory.Shared);
        var device = _model.LogitScale.device;
        foreach (var pairs in PairBatches.Read([forget.Tar], transform, _tokenizer, _model.Config.Text.ContextLength, options, _cancellation))
        {
            using var scope = NewDisposeScope();
            using (pairs)
            {
                var images = FeatureEncoding.Encode(_model.Visual, pairs.Images, device, cancellation: _cancellation);
                var captions = FeatureEncoding.EncodeCaptions(_model.TextTower, pairs.Tokens, device, _cancellation);
                distances.AddRange(SampleScores.Distances(images, captions));
                losses.AddRange(SampleScores.Losses(_names.Logits(images), [.. Enumerable.Repeat(label, (int)images.shape[0])]));
            }
        }

        return (MembershipInference.Attack(_distances, distances).Mean, MembershipInference.Attack(_losses, losses).Mean);
    }
}
