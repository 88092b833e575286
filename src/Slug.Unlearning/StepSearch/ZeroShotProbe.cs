using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using Slug.Unlearning.LayerRanking;
using static TorchSharp.torch;

namespace Slug.Unlearning.StepSearch;

/// <summary>
/// Measures a concept with a zero-shot classifier over all names. Of the tower that does not change the features are kept; of the one that does
/// the streams before the changing block.
/// </summary>
public sealed class ZeroShotProbe : IUnlearningProbe, IDisposable
{
    private readonly ClipModel _model;
    private readonly ClassPrompts _prompts;
    private readonly LabelledImages _forget;
    private readonly LabelledImages _retained;
    private readonly Tensor _weights;
    private readonly Tensor _forgetFeatures;
    private readonly Tensor _retainedFeatures;
    private ResumableEncoder? _texts;
    private ResumableEncoder? _images;

    /// <summary>Encodes everything once with the original model.</summary>
    /// <param name="model">The model, with its original weights.</param>
    /// <param name="prompts">All names; not owned.</param>
    /// <param name="search">The images that the search looks at, of the concept and of the other names.</param>
    /// <param name="concept">The concept's class.</param>
    /// <exception cref="ArgumentException">No image shows the concept, or all do.</exception>
    public ZeroShotProbe(ClipModel model, ClassPrompts prompts, LabelledImages search, int concept)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(search);
        var (own, others) = (search.Where(l => l == concept), search.Where(l => l != concept));
        if (own.Count == 0 || others.Count == 0)
            throw new ArgumentException($"The search set has {own.Count} images of '{prompts.Names[concept]}' and {others.Count} of other names; it needs both.", nameof(search));
        _model = model;
        _prompts = prompts;
        var device = model.LogitScale.device;
        using var scope = NewDisposeScope();
        _forget = Detach(search.Select(own), device);
        _retained = Detach(search.Select(others), device);
        _weights = prompts.Average(FeatureEncoding.Encode(model.TextTower, prompts.Tokens, device)).DetachFromDisposeScope();
        _forgetFeatures = FeatureEncoding.Encode(model.Visual, _forget.Images, device).DetachFromDisposeScope();
        _retainedFeatures = FeatureEncoding.Encode(model.Visual, _retained.Images, device).DetachFromDisposeScope();
        Original = new ForgetAccuracy(0, 0);
        Original = MeasureForget();
        OriginalRetained = MeasureRetained();
    }

    /// <summary>The concept's accuracy before any change.</summary>
    public ForgetAccuracy Original { get; }

    /// <summary>The retained accuracy before any change.</summary>
    public double OriginalRetained { get; }

    /// <inheritdoc/>
    public void Focus(string layer)
    {
        Release();
        if (LayerCandidates.TowerOf(layer) == Tower.Vision) _images = new ResumableEncoder(_model.Visual, _forget.Images, layer);
        else _texts = new ResumableEncoder(_model.TextTower, _prompts.Tokens, layer);
    }

    /// <inheritdoc/>
    public ForgetAccuracy MeasureForget()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var accuracy = Accuracy(_images?.Encode() ?? _forgetFeatures, _forget.Labels);
        return new ForgetAccuracy(accuracy.Top1, accuracy.Top5);
    }

    /// <inheritdoc/>
    public double MeasureRetained()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var features = _images is null ? _retainedFeatures : FeatureEncoding.Encode(_model.Visual, _retained.Images, _weights.device);
        return Accuracy(features, _retained.Labels).Top1;
    }

    /// <summary>Disposes what was kept.</summary>
    public void Dispose()
    {
        Release();
        foreach (var kept in new IDisposable[] { _forget, _retained, _weights, _forgetFeatures, _retainedFeatures }) kept.Dispose();
    }

    private static LabelledImages Detach(LabelledImages images, Device device) =>
        new(images.Images.to(device).DetachFromDisposeScope(), images.Labels);

    private TopKAccuracy Accuracy(Tensor features, IReadOnlyList<int> labels)
    {
        var weights = _texts is null ? _weights : _prompts.Average(_texts.Encode());
        return TopKAccuracy.Of(features.matmul(weights.t()), labels);
    }

    private void Release()
    {
        _images?.Dispose();
        _texts?.Dispose();
        (_images, _texts) = (null, null);
    }
}
