using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Evaluation.Incremental;

/// <summary>
/// Features of evaluation sets under models that differ from one original only from some block on, as unlearned ones do: the streams below are
/// kept from one model to the next, within a memory limit, and change no bit of any feature.
/// </summary>
public sealed class EvaluationStreams : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ActivationStore _store;
    // The set that was used last is the last one.
    private readonly List<(string Key, TailEncoder Encoder)> _sets = [];

    /// <summary>Keeps nothing yet.</summary>
    /// <param name="memoryMiB">The most that is kept in memory, in MiB; 0 keeps nothing.</param>
    public EvaluationStreams(int memoryMiB) => _store = new ActivationStore(new ActivationOptions { MemoryMiB = memoryMiB });

    internal EvaluationStreams(ActivationStore store) => _store = store;

    /// <summary>The most bytes that were ever kept at once.</summary>
    public long Peak => _store.Peak;

    internal long Held => _store.Held;

    /// <summary>Features of length one of images, <c>[images, embed]</c>: the very numbers of <see cref="FeatureEncoding.Encode"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="original">Says how much of its tower is the original's.</param>
    /// <param name="set">Names the images by their content, such as the digest or the content-addressed path of their file.</param>
    /// <param name="images">Normalised images <c>[images, 3, height, width]</c>, on any device.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public Tensor EncodeImages(ClipModel model, FeatureCache original, string set, Tensor images, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        var device = model.LogitScale.device;
        var shared = original.SharedVisionBlocks(model);
        // Without a common part batches need not be on the device all at once.
        if (shared < 0) return FeatureEncoding.Encode(model.Visual, images, device, cancellation: cancellation).MoveToOuterDisposeScope();
        var parts = SearchFeatures.Cut(images, device);
        try
        {
            return Encode(model.Visual, parts, $"images {original.VisionDigest} {device} {set}", shared, cancellation).MoveToOuterDisposeScope();
        }
        finally
        {
            foreach (var part in parts) part.Dispose();
        }
    }

    /// <summary>Class embeddings, <c>[names, embed]</c>: the very numbers of <see cref="ZeroShotClassifier.Build"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="original">Says how much of its tower is the original's.</param>
    /// <param name="set">Names the prompts by their content: the names' file and the templates.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public Tensor EncodeClasses(ClipModel model, FeatureCache original, string set, ClassPrompts prompts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(prompts);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var device = model.LogitScale.device;
        using var captions = CaptionBatches.Of(prompts.Tokens.to(device));
        var features = Encode(model.TextTower, captions.Parts, $"captions {original.TextDigest} {device} {set}", original.SharedTextBlocks(model), cancellation);
        return prompts.Average(captions.InOrder(features)).MoveToOuterDisposeScope();
    }

    /// <summary>Disposes all that is kept.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var (_, encoder) in _sets) encoder.Release();
            _sets.Clear();
        }
    }

    private Tensor Encode(ITower tower, IReadOnlyList<Tensor> parts, string key, int sharedBlocks, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var encoder = EncoderOf(key, tower, parts);
            encoder.Plan(Enumerable.Range(0, sharedBlocks + 1));
            return encoder.Encode(sharedBlocks, cancellation);
        }
    }

    private TailEncoder EncoderOf(string key, ITower tower, IReadOnlyList<Tensor> parts)
    {
        var index = _sets.FindIndex(s => s.Key == key);
        var encoder = index < 0 ? new TailEncoder(tower, parts, [], _store) { OthersGiveWay = () => GiveWay(key) } : _sets[index].Encoder;
        if (index >= 0) _sets.RemoveAt(index);
        _sets.Add((key, encoder));
        encoder.Use(tower, parts);
        return encoder;
    }

    private bool GiveWay(string key) => _sets.Where(s => s.Key != key).Any(s => s.Encoder.GiveWay());
}
