using System.Security.Cryptography;
using System.Text;
using Slug.Evaluation.ZeroShot;
using Slug.Models.Clip;
using Slug.Models.Devices;
using Slug.Models.Layers;
using static TorchSharp.torch;

namespace Slug.Evaluation.Incremental;

/// <summary>
/// What the original model makes of a search set and of all names: features once, and the streams below layers that change. All of it depends on
/// the original weights alone, so every concept's search over the same set shares it, one after the other.
/// </summary>
public sealed class SearchFeatures : IDisposable
{
    private readonly ClassPrompts _prompts;
    private readonly CaptionBatches _captions;
    private readonly IReadOnlyList<Tensor> _parts;
    private Tensor? _weights;
    private Tensor? _features;

    /// <summary>Nothing is encoded yet.</summary>
    /// <param name="model">The model, with its original weights whenever no search is at work; not owned.</param>
    /// <param name="prompts">All names; not owned.</param>
    /// <param name="images">The images that every search looks at; not owned, but kept alive.</param>
    /// <param name="activations">Room for activations; null for the default limit.</param>
    public SearchFeatures(ClipModel model, ClassPrompts prompts, LabelledImages images, ActivationStore? activations = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(images);
        Model = model;
        Labels = [.. images.Labels];
        Store = activations ?? new ActivationStore();
        _prompts = ClassPrompts.FromTokens([.. prompts.Names], prompts.Templates, prompts.Tokens);
        using var scope = NewDisposeScope();
        _captions = CaptionBatches.Of(prompts.Tokens.to(Device));
        _parts = Cut(images.Images, Device);
        Texts = new TailEncoder(model.TextTower, _captions.Parts, [], Store) { OthersGiveWay = () => Images!.GiveWay() };
        Images = new TailEncoder(model.Visual, _parts, [], Store) { OthersGiveWay = () => Texts.GiveWay() };
    }

    /// <summary>The model.</summary>
    public ClipModel Model { get; }

    /// <summary>The class of each image.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>The classes whose images count as what must be kept; null for all but the one that is forgotten.</summary>
    public IReadOnlySet<int>? Retained { get; init; }

    /// <summary>The class names.</summary>
    public IReadOnlyList<string> Names => _prompts.Names;

    /// <summary>Where streams are kept.</summary>
    public ActivationStore Store { get; }

    internal Device Device => Model.LogitScale.device;

    internal TailEncoder Images { get; }

    internal TailEncoder Texts { get; }

    /// <summary>The original model's features of all images, <c>[images, embed]</c>.</summary>
    internal Tensor OriginalImages => _features ?? throw new InvalidOperationException($"{nameof(Prepare)} encodes the images first.");

    /// <summary>The original model's class embeddings, <c>[names, embed]</c>.</summary>
    internal Tensor OriginalWeights => _weights ?? throw new InvalidOperationException($"{nameof(Prepare)} encodes the names first.");

    /// <summary>
    /// Says by its content whether what was kept for one search serves another: a digest of images, labels and names' ids, and of the options
    /// that decide what is kept. The model is not in it: features are kept with theirs.
    /// </summary>
    public static string KeyOf(ClassPrompts prompts, LabelledImages images, ActivationOptions options)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(images);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{options}\n{prompts.Templates}\n{string.Join('\n', prompts.Names)}\n{string.Join(',', images.Labels)}\n"));
        foreach (var tensor in new[] { prompts.Tokens, images.Images })
        {
            using var host = tensor.cpu().contiguous();
            hash.AppendData(Encoding.UTF8.GetBytes($"{host.dtype} [{string.Join(",", host.shape)}]\n"));
            hash.AppendData(host.bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Plans for the layers of one search, and encodes what no search before has encoded.</summary>
    internal void Prepare(IReadOnlyList<string>? layers, CancellationToken cancellation)
    {
        Images.Plan(Depths(layers, Tower.Vision));
        Texts.Plan(Depths(layers, Tower.Language));
        // Vision layers come first in a search, so their streams are kept from this pass; the captions' when their turn comes.
        _weights ??= Weights(LayerDepth.Input, cancellation).DetachFromDisposeScope();
        _features ??= Images.Encode(Images.Deepest, cancellation).DetachFromDisposeScope();
    }

    /// <summary>The depths in a tower at which some layers are.</summary>
    internal IEnumerable<int> Depths(IReadOnlyList<string>? layers, Tower tower) =>
        (layers ?? []).Select(name => Model.Layers[name]).Where(l => l.Tower == tower).Select(l => LayerDepth.Of(l, LayerDepth.TowerOf(Model, l)));

    /// <summary>Class embeddings of the model as it is now, <c>[names, embed]</c>.</summary>
    /// <param name="depth">The depth below which the text tower is original.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    internal Tensor Weights(int depth, CancellationToken cancellation = default)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return _prompts.Average(_captions.InOrder(Texts.Encode(depth, cancellation))).MoveToOuterDisposeScope();
    }

    /// <summary>Lets shared streams go until so many bytes are free, or none are left.</summary>
    internal void MakeRoom(long bytes)
    {
        while (Store.Held + bytes > Store.Limit && (Texts.GiveWay() || Images.GiveWay()))
        {
        }
    }

    /// <summary>
    /// Ends a search: what it put into its folder goes with it. Rounded streams go too, and the features made through them: they depend on which
    /// streams a search kept, and the next one's numbers must not.
    /// </summary>
    internal void EndSearch()
    {
        if (Store.Options.Precision == ActivationPrecision.Fp32)
        {
            Images.ReleaseSpilled();
            Texts.ReleaseSpilled();
            return;
        }

        Images.Release();
        Texts.Release();
        _features?.Dispose();
        _features = null;
    }

    /// <summary>Batches of images on a device: views where they are there already.</summary>
    internal static List<Tensor> Cut(Tensor images, Device device)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        for (long start = 0; start < images.shape[0]; start += FeatureEncoding.DefaultBatch)
        {
            var part = images.narrow(0, start, Math.Min(FeatureEncoding.DefaultBatch, images.shape[0] - start));
            parts.Add(Accelerator.Send(part, device).DetachFromDisposeScope());
        }

        return parts;
    }

    /// <summary>Disposes all that was kept.</summary>
    public void Dispose()
    {
        Images.Release();
        Texts.Release();
        foreach (var part in _parts) part.Dispose();
        _captions.Dispose();
        _prompts.Dispose();
        _weights?.Dispose();
        _features?.Dispose();
    }
}
