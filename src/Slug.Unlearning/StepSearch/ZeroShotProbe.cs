using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using Slug.Unlearning.LayerRanking;
using static TorchSharp.torch;

namespace Slug.Unlearning.StepSearch;

/// <summary>
/// Measures a concept with a zero-shot classifier over all names. Of the tower that does not change the features are kept; of the one that does
/// the streams before the changing block, within a memory limit that one tower has at a time.
/// </summary>
public sealed class ZeroShotProbe : IUnlearningProbe, IDisposable
{
    private readonly ClipModel _model;
    private readonly ClassPrompts _prompts;
    private readonly IReadOnlyList<int> _forgetLabels;
    private readonly IReadOnlyList<int> _retainedLabels;
    private readonly Tensor _retainedRows;
    private readonly Tensor _weights;
    private readonly Tensor _forgetFeatures;
    private readonly Tensor _retainedFeatures;
    private readonly List<IDisposable> _inputs = [];
    private readonly CaptionBatches _captions;
    private readonly TailEncoder _texts;
    private readonly TailEncoder _forget;
    private readonly TailEncoder _all;
    private Tower? _changing;
    private int _depth;
    private TensorsOfTrial? _trial;

    /// <summary>Encodes everything once with the original model.</summary>
    /// <param name="model">The model, with its original weights.</param>
    /// <param name="prompts">All names; not owned.</param>
    /// <param name="search">The images that the search looks at, of the concept and of the other names; not owned.</param>
    /// <param name="concept">The concept's class.</param>
    /// <param name="layers">The layers that will be searched: activations are kept for these. Others can be focused too, at more cost.</param>
    /// <param name="activations">Room for activations; null for the default limit.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="ArgumentException">No image shows the concept, or all do.</exception>
    public ZeroShotProbe(
        ClipModel model, ClassPrompts prompts, LabelledImages search, int concept,
        IReadOnlyList<string>? layers = null, ActivationStore? activations = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(search);
        var (own, others) = (search.Where(l => l == concept), search.Where(l => l != concept));
        if (own.Count == 0 || others.Count == 0)
            throw new ArgumentException($"The search set has {own.Count} images of '{prompts.Names[concept]}' and {others.Count} of other names; it needs both.", nameof(search));
        (_model, _prompts) = (model, prompts);
        (_forgetLabels, _retainedLabels) = ([.. own.Select(i => search.Labels[i])], [.. others.Select(i => search.Labels[i])]);
        var device = model.LogitScale.device;
        var store = activations ?? new ActivationStore();
        using var scope = NewDisposeScope();
        _retainedRows = Rows(others, device).DetachFromDisposeScope();

        // Vision layers come first in a search, so their streams are kept from this pass; the captions' when their turn comes.
        // The concept's few images first: they are encoded at every step, so that the memory goes to them before it goes to the others.
        // The others' parts are views on the whole set. It holds the concept's images once more, which costs less than a copy of all others.
        var forgetImages = search.Images.index_select(0, Rows(own, search.Images.device)).to(device);
        _captions = CaptionBatches.Of(prompts.Tokens.to(device));
        _forget = new TailEncoder(model.Visual, Parts(forgetImages, device), Depths(layers, Tower.Vision), store);
        _texts = new TailEncoder(model.TextTower, _captions.Parts, Depths(layers, Tower.Language), store);
        _all = new TailEncoder(model.Visual, Parts(search.Images, device), Depths(layers, Tower.Vision), store);
        _forgetFeatures = _forget.Encode(_forget.Deepest, cancellation).DetachFromDisposeScope();
        _weights = Weights(LayerDepth.Input, cancellation).DetachFromDisposeScope();
        _retainedFeatures = RetainedFeatures(_all.Deepest, cancellation).DetachFromDisposeScope();
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
        _changing = LayerCandidates.TowerOf(layer);
        _depth = LayerDepth.Of(layer, LayerDepth.TowerOf(_model, layer));
        foreach (var other in _changing == Tower.Vision ? [_texts] : new[] { _forget, _all }) other.Release();
        ForgetTrial();
        if (_changing == Tower.Language) _trial = new TensorsOfTrial(_model.get_parameter(layer)!);
    }

    /// <inheritdoc/>
    public ForgetAccuracy MeasureForget()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var accuracy = Accuracy(_changing == Tower.Vision ? _forget.Encode(_depth) : _forgetFeatures, _forgetLabels);
        return new ForgetAccuracy(accuracy.Top1, accuracy.Top5);
    }

    /// <inheritdoc/>
    public double MeasureRetained()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return Accuracy(_changing == Tower.Vision ? RetainedFeatures(_depth) : _retainedFeatures, _retainedLabels).Top1;
    }

    /// <summary>Disposes what was kept.</summary>
    public void Dispose()
    {
        ForgetTrial();
        foreach (var encoder in new[] { _texts, _forget, _all }) encoder.Release();
        foreach (var kept in new[] { _retainedRows, _weights, _forgetFeatures, _retainedFeatures }) kept.Dispose();
        foreach (var input in _inputs) input.Dispose();
        _captions.Dispose();
    }

    private static Tensor Rows(IReadOnlyList<int> indices, Device device) => tensor(indices.Select(i => (long)i).ToArray(), device: device);

    private IEnumerable<int> Depths(IReadOnlyList<string>? layers, Tower tower) =>
        (layers ?? []).Where(l => LayerCandidates.TowerOf(l) == tower).Select(l => LayerDepth.Of(l, LayerDepth.TowerOf(_model, l)));

    private List<Tensor> Parts(Tensor images, Device device)
    {
        var parts = new List<Tensor>();
        for (long start = 0; start < images.shape[0]; start += FeatureEncoding.DefaultBatch)
            parts.Add(images.narrow(0, start, Math.Min(FeatureEncoding.DefaultBatch, images.shape[0] - start)).to(device).DetachFromDisposeScope());
        _inputs.AddRange(parts);
        return parts;
    }

    private Tensor RetainedFeatures(int depth, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        return _all.Encode(depth, cancellation).index_select(0, _retainedRows).MoveToOuterDisposeScope();
    }

    private Tensor Weights(int depth, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        return _prompts.Average(_captions.InOrder(_texts.Encode(depth, cancellation))).MoveToOuterDisposeScope();
    }

    private TopKAccuracy Accuracy(Tensor features, IReadOnlyList<int> labels)
    {
        var weights = _trial?.Of(() => Weights(_depth)) ?? _weights;
        return TopKAccuracy.Of(features.matmul(weights.t()), labels);
    }

    private void ForgetTrial()
    {
        _trial?.Dispose();
        _trial = null;
    }
}
