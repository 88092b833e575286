using Slug.Models.Clip;
using Slug.Models.Layers;

namespace Slug.Models.Vlm;

/// <summary>The tensors of a LLaVA's vision tower under the names of CLIP's layouts: what a gradient that was computed on the CLIP is applied to.</summary>
public static class LlavaLayers
{
    /// <summary>All tensors of the vision tower in a layout; those that the CLIP has beyond it are not there.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layout">The layout of the CLIP's checkpoint.</param>
    public static LayerSet Of(LlavaModel model, ClipLayout layout)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new LayerSet([.. model.Vision.named_parameters().SelectMany(p => ClipLayers.Names($"visual.{p.name}", layout)
            .Select(n => new LayerParameter(model.Vision, p.name, n.Name, n.View, layout == ClipLayout.HuggingFace)))]);
    }

    /// <summary>Whether the features that the decoder sees depend on a layer: of LLaVA-1.5 those of the last block do not.</summary>
    public static bool Reaches(LlavaConfig config, LayerParameter layer)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Depth < config.FeatureBlocks;
    }
}
