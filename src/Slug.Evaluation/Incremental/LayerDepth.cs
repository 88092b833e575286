using Slug.Models.Clip;
using Slug.Models.Layers;

namespace Slug.Evaluation.Incremental;

/// <summary>How much of its tower lies below a layer and does not change with it.</summary>
internal static class LayerDepth
{
    /// <summary>The depth of a layer of which nothing can be kept: <c>conv1</c>, <c>ln_pre</c>.</summary>
    public const int Input = -1;

    /// <summary>The block that holds the layer; <see cref="ITower.BlockCount"/> behind the blocks, <see cref="Input"/> before them.</summary>
    public static int Of(LayerParameter layer, ITower tower) => layer.Block ?? (layer.IsBehindBlocks ? tower.BlockCount : Input);

    /// <summary>The tower that a layer belongs to.</summary>
    public static ITower TowerOf(ClipModel model, LayerParameter layer) => layer.Tower == Tower.Vision ? model.Visual : model.TextTower;
}
