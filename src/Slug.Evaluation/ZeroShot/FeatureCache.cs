using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using static TorchSharp.torch;

namespace Slug.Evaluation.ZeroShot;

/// <summary>
/// Features of one model's towers over fixed inputs, in a file with the digests of the towers that made them. Whoever measures a model takes from
/// it what a tower of the same weights made, and computes the rest.
/// </summary>
public sealed class FeatureCache : IDisposable
{
    private const string Vision = "vision", Text = "text", VisionBlocks = "vision.blocks", TextBlocks = "text.blocks";
    private readonly IReadOnlyDictionary<string, Tensor> _tensors;
    private readonly IReadOnlyDictionary<string, string> _digests;

    private FeatureCache(IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> digests)
    {
        _tensors = tensors;
        _digests = digests;
    }

    /// <summary>Writes features.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="model">The model whose towers made them.</param>
    /// <param name="features">The features by name.</param>
    public static void Save(string path, ClipModel model, IReadOnlyDictionary<string, Tensor> features) =>
        SafetensorsWriter.Write(path, features, new Dictionary<string, string>
        {
            [Vision] = TowerDigest.OfVision(model),
            [Text] = TowerDigest.OfText(model),
            [VisionBlocks] = string.Join(' ', TowerDigest.PrefixesOfVision(model)),
            [TextBlocks] = string.Join(' ', TowerDigest.PrefixesOfText(model)),
        });

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="CheckpointException">The file holds no features with the digests of their towers.</exception>
    public static FeatureCache Load(string path, Device device)
    {
        using var file = SafetensorsFile.Open(path);
        var metadata = file.Header.Metadata;
        if (!metadata.ContainsKey(Vision) || !metadata.ContainsKey(Text))
            throw new CheckpointException(path, ["holds no features with the digests of the towers that made them. Run Evaluate again."]);
        var tensors = file.Header.Entries.ToDictionary(e => e.Name, e => file.Load(e.Name, device).DetachFromDisposeScope(), StringComparer.Ordinal);
        return new FeatureCache(tensors, metadata);
    }

    /// <summary>The features for a model: those that are kept if the tower has the same weights, else newly computed. The caller disposes them.</summary>
    /// <param name="name">The features' name.</param>
    /// <param name="towerDigest">The digest of the model's tower, from <see cref="TowerDigest"/>.</param>
    /// <param name="compute">Computes them.</param>
    /// <exception cref="KeyNotFoundException">The tower is the same, but no features of that name are kept.</exception>
    public Tensor Get(string name, string towerDigest, Func<Tensor> compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        if (!_digests.Values.Contains(towerDigest)) return compute();
        return _tensors.TryGetValue(name, out var kept)
            ? kept.alias()
            : throw new KeyNotFoundException($"No features '{name}' are kept; there are {string.Join(", ", _tensors.Keys.Order(StringComparer.Ordinal))}.");
    }

    /// <summary>The digest of the vision tower that made the features.</summary>
    public string VisionDigest => _digests[Vision];

    /// <summary>The digest of the text tower that made the features.</summary>
    public string TextDigest => _digests[Text];

    /// <summary>How many blocks from the input on a model's vision tower has in common with the one that made the features; -1: none of it.</summary>
    public int SharedVisionBlocks(ClipModel model) => TowerDigest.SharedBlocks(Prefixes(VisionBlocks), TowerDigest.PrefixesOfVision(model));

    /// <summary>The same of the text tower.</summary>
    public int SharedTextBlocks(ClipModel model) => TowerDigest.SharedBlocks(Prefixes(TextBlocks), TowerDigest.PrefixesOfText(model));

    /// <summary>Files of an earlier version do not say what their towers' parts were: nothing is known to be shared.</summary>
    private string[] Prefixes(string tower) => _digests.TryGetValue(tower, out var kept) ? kept.Split(' ') : [];

    /// <summary>Disposes what was read.</summary>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values) tensor.Dispose();
    }
}
