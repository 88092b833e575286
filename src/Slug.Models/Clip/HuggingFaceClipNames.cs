using System.Text.RegularExpressions;

namespace Slug.Models.Clip;

/// <summary>
/// The correspondence of tensor names between Hugging Face's <c>CLIPModel</c> and open_clip. Only three things differ besides names: queries, keys
/// and values are apart there and stacked in this order here; the two projections are transposed; and the hub's files carry
/// <c>position_ids</c>, which are no weights.
/// </summary>
internal static partial class HuggingFaceClipNames
{
    /// <summary>The names of queries, keys and values in the order in which open_clip stacks them.</summary>
    public static readonly string[] Heads = ["q_proj", "k_proj", "v_proj"];

    private static readonly (string HuggingFace, string OpenClip)[] Roots =
    [
        ("logit_scale", "logit_scale"),
        ("text_model.embeddings.token_embedding.weight", "token_embedding.weight"),
        ("text_model.embeddings.position_embedding.weight", "positional_embedding"),
        ("text_model.final_layer_norm.weight", "ln_final.weight"),
        ("text_model.final_layer_norm.bias", "ln_final.bias"),
        ("text_projection.weight", "text_projection"),
        ("vision_model.embeddings.class_embedding", "visual.class_embedding"),
        ("vision_model.embeddings.patch_embedding.weight", "visual.conv1.weight"),
        ("vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"),
        // Spelt so upstream.
        ("vision_model.pre_layrnorm.weight", "visual.ln_pre.weight"),
        ("vision_model.pre_layrnorm.bias", "visual.ln_pre.bias"),
        ("vision_model.post_layernorm.weight", "visual.ln_post.weight"),
        ("vision_model.post_layernorm.bias", "visual.ln_post.bias"),
        ("visual_projection.weight", "visual.proj"),
    ];

    private static readonly (string HuggingFace, string OpenClip)[] Towers =
    [
        ("text_model.encoder.layers.", "transformer.resblocks."),
        ("vision_model.encoder.layers.", "visual.transformer.resblocks."),
    ];

    private static readonly (string HuggingFace, string OpenClip)[] Parts =
    [
        ("self_attn.out_proj", "attn.out_proj"),
        ("layer_norm1", "ln_1"),
        ("layer_norm2", "ln_2"),
        ("mlp.fc1", "mlp.c_fc"),
        ("mlp.fc2", "mlp.c_proj"),
    ];

    private static readonly Dictionary<string, string> RootsOfOpenClip = Roots.ToDictionary(r => r.OpenClip, r => r.HuggingFace, StringComparer.Ordinal);
    private static readonly Dictionary<string, string> RootsOfHuggingFace = Roots.ToDictionary(r => r.HuggingFace, r => r.OpenClip, StringComparer.Ordinal);

    /// <summary>True for buffers that are no weights.</summary>
    public static bool IsPositionIds(string name) => name.EndsWith(".position_ids", StringComparison.Ordinal);

    /// <summary>True for the open_clip tensors that stand transposed in the other layout.</summary>
    public static bool IsTransposed(string openClip) => openClip is "visual.proj" or "text_projection";

    /// <summary>
    /// Where a tensor of open_clip is found in the other layout: one name, or for fused projections the three of queries, keys and values. Null
    /// for names that open_clip's CLIP does not have.
    /// </summary>
    public static IReadOnlyList<string>? Sources(string openClip)
    {
        if (RootsOfOpenClip.TryGetValue(openClip, out var root)) return [root];
        if (OpenClipBlock().Match(openClip) is not { Success: true } block) return null;
        var (tower, layer, part, kind) = (block.Groups[1].Value, block.Groups[2].Value, block.Groups[3].Value, block.Groups[4].Value);
        var prefix = Towers.First(t => t.OpenClip == tower).HuggingFace + layer + ".";
        if (part.StartsWith("attn.in_proj", StringComparison.Ordinal)) return [.. Heads.Select(head => $"{prefix}self_attn.{head}.{kind}")];
        return Parts.Where(p => p.OpenClip + "." == part).Select(p => p.HuggingFace).FirstOrDefault() is { } name ? [$"{prefix}{name}.{kind}"] : null;
    }

    /// <summary>The open_clip tensor that a tensor of the other layout is, or is a third of; null for names that <c>CLIPModel</c> does not have.</summary>
    public static string? Target(string huggingFace)
    {
        if (RootsOfHuggingFace.TryGetValue(huggingFace, out var root)) return root;
        if (HuggingFaceBlock().Match(huggingFace) is not { Success: true } block) return null;
        var (tower, layer, part, kind) = (block.Groups[1].Value, block.Groups[2].Value, block.Groups[3].Value, block.Groups[4].Value);
        var prefix = Towers.First(t => t.HuggingFace == tower).OpenClip + layer + ".";
        if (Array.Exists(Heads, head => part == $"self_attn.{head}")) return $"{prefix}attn.in_proj_{kind}";
        return Parts.Where(p => p.HuggingFace == part).Select(p => p.OpenClip).FirstOrDefault() is { } name ? $"{prefix}{name}.{kind}" : null;
    }

    [GeneratedRegex(@"^((?:visual\.)?transformer\.resblocks\.)(\d+)\.(attn\.in_proj_|.+\.)(weight|bias)$", RegexOptions.CultureInvariant)]
    private static partial Regex OpenClipBlock();

    [GeneratedRegex(@"^((?:text|vision)_model\.encoder\.layers\.)(\d+)\.(.+)\.(weight|bias)$", RegexOptions.CultureInvariant)]
    private static partial Regex HuggingFaceBlock();
}
