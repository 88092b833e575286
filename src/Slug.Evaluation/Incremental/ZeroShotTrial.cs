using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using Slug.Models.Layers;
using static TorchSharp.torch;

namespace Slug.Evaluation.Incremental;

/// <summary>
/// Measures a concept with a zero-shot classifier over all names, again and again while layers of the model change. Of the tower that does not change the features are kept; of the one that does
/// the streams before the changing block, within a memory limit. What depends on the original model alone is <see cref="SearchFeatures"/>, which
/// the searches of many concepts share.
/// </summary>
public sealed class ZeroShotTrial : IDisposable
{
    private readonly SearchFeatures _shared;
    private readonly bool _ownsShared;
    private readonly IReadOnlyList<int> _forgetLabels;
    private readonly IReadOnlyList<int> _retainedLabels;
    private readonly Tensor _retainedRows;
    private readonly Tensor _forgetFeatures;
    private readonly Tensor _retainedFeatures;
    private readonly List<Tensor> _forgetParts;
    private readonly TailEncoder _forget;
    private int? _visionDepth;
    private int _textDepth;
    private TensorsOfTrial? _trial;

    /// <summary>Encodes everything once with the original model, for this concept alone.</summary>
    /// <param name="model">The model, with its original weights.</param>
    /// <param name="prompts">All names; not owned.</param>
    /// <param name="search">The images that the search looks at, of the concept and of the other names; not owned.</param>
    /// <param name="concept">The concept's class.</param>
    /// <param name="layers">The layers that will be searched: activations are kept for these. Others can be focused too, at more cost.</param>
    /// <param name="activations">Room for activations; null for the default limit.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="ArgumentException">No image shows the concept, or all do.</exception>
    public ZeroShotTrial(
        ClipModel model, ClassPrompts prompts, LabelledImages search, int concept,
        IReadOnlyList<string>? layers = null, ActivationStore? activations = null, CancellationToken cancellation = default)
        : this(new SearchFeatures(model, prompts, search, activations), search, concept, layers, ownsShared: true, cancellation)
    {
    }

    /// <summary>Takes from what other concepts' searches share, and encodes what is the concept's own.</summary>
    /// <param name="shared">What the original model made of the search set; not owned. One probe at a time may use it.</param>
    /// <param name="search">The shared images in their order, and behind them those of this concept alone, its views; not owned.</param>
    /// <param name="concept">The concept's class.</param>
    /// <param name="layers">The layers that will be searched: activations are kept for these. Others can be focused too, at more cost.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="ArgumentException">No image shows the concept, or all do; or the images are not the shared ones.</exception>
    public ZeroShotTrial(
        SearchFeatures shared, LabelledImages search, int concept, IReadOnlyList<string>? layers = null, CancellationToken cancellation = default)
        : this(shared, search, concept, layers, ownsShared: false, cancellation)
    {
    }

    private ZeroShotTrial(
        SearchFeatures shared, LabelledImages search, int concept, IReadOnlyList<string>? layers, bool ownsShared, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(shared);
        ArgumentNullException.ThrowIfNull(search);
        (_shared, _ownsShared) = (shared, ownsShared);
        try
        {
            if (!search.Labels.Take(shared.Labels.Count).SequenceEqual(shared.Labels) || search.Labels.Skip(shared.Labels.Count).Any(l => l != concept))
                throw new ArgumentException("The search set must be the shared images, and behind them only images of the concept.", nameof(search));
            var (own, others) = (search.Where(l => l == concept), search.Where(l => l != concept && shared.Retained?.Contains(l) != false));
            if (own.Count == 0 || others.Count == 0)
                throw new ArgumentException($"The search set has {own.Count} images of '{shared.Names[concept]}' and {others.Count} of what must be kept; it needs both.", nameof(search));
            (_forgetLabels, _retainedLabels) = ([.. own.Select(i => search.Labels[i])], [.. others.Select(i => search.Labels[i])]);
            using var scope = NewDisposeScope();
            _retainedRows = Rows(others, shared.Device).DetachFromDisposeScope();

            // The concept's few images first: they are encoded at every step, so that the memory goes to them before it goes to the others.
            // The shared images hold some of them once more, which costs less than a copy of all others.
            var forgetImages = search.Images.index_select(0, Rows(own, search.Images.device)).to(shared.Device);
            _forgetParts = SearchFeatures.Cut(forgetImages, shared.Device);
            _forget = new TailEncoder(shared.Model.Visual, _forgetParts, shared.Depths(layers, Tower.Vision), shared.Store) { OthersGiveWay = shared.Texts.GiveWay };
            shared.MakeRoom(_forget.Wanted);
            _forgetFeatures = _forget.Encode(_forget.Deepest, cancellation).DetachFromDisposeScope();
            shared.Prepare(layers, cancellation);
            _retainedFeatures = shared.OriginalImages.index_select(0, _retainedRows).DetachFromDisposeScope();
            Original = MeasureForget();
            OriginalRetained = MeasureRetained();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The concept's accuracy before any change.</summary>
    public TopKAccuracy Original { get; }

    /// <summary>The retained accuracy before any change.</summary>
    public double OriginalRetained { get; }

    /// <summary>Announces which layers change until the next call, so that everything that they do not reach can be kept; they may be of both towers.</summary>
    public void Focus(IReadOnlyList<string> layers)
    {
        ForgetTrial();
        _visionDepth = Shallowest(Tower.Vision);
        if (_visionDepth is null) _forget.Release();
        if (Shallowest(Tower.Language) is not { } depth) return;
        _textDepth = depth;
        _trial = new TensorsOfTrial([.. layers.Select(name => _shared.Model.Layers[name]).Where(l => l.Tower == Tower.Language)]);

        int? Shallowest(Tower tower) => _shared.Depths(layers, tower).Select(d => (int?)d).Min();
    }

    /// <summary>The concept's accuracy with the model as it is now.</summary>
    public TopKAccuracy MeasureForget()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return Accuracy(_visionDepth is { } depth ? _forget.Encode(depth) : _forgetFeatures, _forgetLabels);
    }

    /// <summary>The mean accuracy of what must be kept, with the model as it is now.</summary>
    public double MeasureRetained()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var features = _visionDepth is { } depth ? _shared.Images.Encode(depth).index_select(0, _retainedRows) : _retainedFeatures;
        return Accuracy(features, _retainedLabels).Top1;
    }

    /// <summary>Disposes what was kept for this concept; what is shared stays.</summary>
    public void Dispose()
    {
        ForgetTrial();
        // Whoever failed in the constructor may have only some of these.
        _forget?.Release();
        foreach (var kept in new[] { _retainedRows, _forgetFeatures, _retainedFeatures }) kept?.Dispose();
        foreach (var part in _forgetParts ?? []) part.Dispose();
        if (_ownsShared) _shared.Dispose();
        else _shared.EndSearch();
    }

    private static Tensor Rows(IReadOnlyList<int> indices, Device device) => tensor(indices.Select(i => (long)i).ToArray(), device: device);

    private TopKAccuracy Accuracy(Tensor features, IReadOnlyList<int> labels)
    {
        var weights = _trial?.Of(() => _shared.Weights(_textDepth)) ?? _shared.OriginalWeights;
        return TopKAccuracy.Of(features.matmul(weights.t()), labels);
    }

    private void ForgetTrial()
    {
        _trial?.Dispose();
        _trial = null;
    }
}
