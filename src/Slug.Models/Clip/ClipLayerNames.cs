using Slug.Models.Layers;

namespace Slug.Models.Clip;

/// <summary>The names that the tensors of a CLIP have, known from its sizes alone: what a config says of layers can be checked before any weight is there.</summary>
public static class ClipLayerNames
{
    private static readonly string[] OutsideBlocks =
    [
        "logit_scale", "positional_embedding", "text_projection", "token_embedding.weight", "ln_final.weight", "ln_final.bias", "visual.class_embedding",
        "visual.positional_embedding", "visual.proj", "visual.conv1.weight", "visual.ln_pre.weight", "visual.ln_pre.bias", "visual.ln_post.weight", "visual.ln_post.bias",
    ];

    private static readonly string[] InBlock =
    [
        "ln_1.weight", "ln_1.bias", "attn.in_proj_weight", "attn.in_proj_bias", "attn.out_proj.weight", "attn.out_proj.bias", "ln_2.weight", "ln_2.bias",
        "mlp.c_fc.weight", "mlp.c_fc.bias", "mlp.c_proj.weight", "mlp.c_proj.bias",
    ];

    /// <summary>All tensors of a model in a layout.</summary>
    /// <param name="config">The model's sizes.</param>
    /// <param name="layout">The layout.</param>
    public static IReadOnlyList<string> All(ClipConfig config, ClipLayout layout)
    {
        ArgumentNullException.ThrowIfNull(config);
        var blocks = Blocks("visual.", config.Vision.Layers).Concat(Blocks("", config.Text.Layers));
        return [.. OutsideBlocks.Concat(blocks).SelectMany(name => Translate(name, layout))];
    }

    /// <summary>The candidate layers of a model in a layout (METHOD section 1).</summary>
    /// <inheritdoc cref="All"/>
    public static IReadOnlyList<string> Candidates(ClipConfig config, ClipLayout layout) =>
        [.. All(config, layout).Where(name => LayerNames.IsCandidate(name, layout == ClipLayout.HuggingFace))];

    /// <summary>A tensor's name in either layout under its name, or those of its parts, in a layout; none where it is no tensor of CLIP.</summary>
    public static IReadOnlyList<string> Translate(string name, ClipLayout layout)
    {
        ArgumentNullException.ThrowIfNull(name);
        var openClip = LayerNames.IsHuggingFace(name) ? HuggingFaceClipNames.Target(name) : name;
        return openClip is null ? [] : layout == ClipLayout.OpenClip ? [openClip] : HuggingFaceClipNames.Sources(openClip) ?? [];
    }

    private static IEnumerable<string> Blocks(string tower, int count) =>
        Enumerable.Range(0, count).SelectMany(block => InBlock.Select(part => $"{tower}transformer.resblocks.{block}.{part}"));
}
