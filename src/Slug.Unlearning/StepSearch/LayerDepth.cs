using Slug.Models.Clip;
using Slug.Unlearning.LayerRanking;

namespace Slug.Unlearning.StepSearch;

/// <summary>How much of its tower lies below a layer and does not change with it.</summary>
internal static class LayerDepth
{
    /// <summary>The depth of a layer of which nothing can be kept: <c>conv1</c>, <c>ln_pre</c>.</summary>
    public const int Input = -1;

    /// <summary>The block that holds the layer; <see cref="ITower.BlockCount"/> behind the blocks, <see cref="Input"/> before them.</summary>
    public static int Of(string layer, ITower tower) => LayerChoice.BlockOf(layer) ?? (IsBehindBlocks(layer) ? tower.BlockCount : Input);

    /// <summary>
    /// The order in which a search visits layers: tower by tower, deepest first, so that kept activations are only ever walked back. Indices
    /// into <paramref name="layers"/>.
    /// </summary>
    public static IReadOnlyList<int> DeepestFirst(ClipModel model, IReadOnlyList<LayerScore> layers) =>
        [.. Enumerable.Range(0, layers.Count).OrderBy(i => layers[i].Tower).ThenByDescending(i => Of(layers[i].Name, TowerOf(model, layers[i].Name)))];

    /// <summary>The tower that a layer belongs to.</summary>
    public static ITower TowerOf(ClipModel model, string layer) => LayerCandidates.TowerOf(layer) == Tower.Vision ? model.Visual : model.TextTower;

    private static bool IsBehindBlocks(string layer) =>
        layer is "visual.proj" or "text_projection"
        || layer.StartsWith("visual.ln_post.", StringComparison.Ordinal)
        || layer.StartsWith("ln_final.", StringComparison.Ordinal);
}
