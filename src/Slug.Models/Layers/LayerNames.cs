using System.Globalization;
using System.Text.RegularExpressions;

namespace Slug.Models.Layers;

/// <summary>
/// What a parameter's name says of its place, in open_clip's layout (<c>visual.transformer.resblocks.0.attn.in_proj_weight</c>) and Hugging Face's
/// (<c>vision_model.encoder.layers.0.self_attn.q_proj.weight</c>). Nothing else reads structure out of names.
/// </summary>
public static partial class LayerNames
{
    private static readonly string[] VisionPrefixes = ["visual.", "vision_model.", "visual_projection."];

    // METHOD section 1. A Hugging Face patch convolution is among the embeddings, open_clip's is not.
    private static readonly string[] NoCandidates = ["bias", "logit_scale", "position", "embedding"];

    /// <summary>The parameter that scales the logits: no tower's, and no feature depends on it.</summary>
    public const string LogitScale = "logit_scale";

    /// <summary>The tower of a parameter; a visual projection belongs to the vision tower in both layouts.</summary>
    public static Tower TowerOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Array.Exists(VisionPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)) ? Tower.Vision : Tower.Language;
    }

    /// <summary>The number of the residual block that a parameter belongs to; null outside the blocks.</summary>
    public static int? BlockOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var match = Block().Match(name);
        return match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Whether a parameter works on what the last block made: the final norm and the projection to the shared space.</summary>
    public static bool IsBehindBlocks(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Behind().IsMatch(name);
    }

    /// <summary>Whatever order of depth is asked for: before the blocks -1, by block, behind them the largest number.</summary>
    public static int DepthOf(string name) => BlockOf(name) ?? (IsBehindBlocks(name) ? int.MaxValue : -1);

    /// <summary>Whether it projects captions to the space that they share with pictures, in either layout: a text encoder alone has none.</summary>
    public static bool IsTextProjection(string name) => name is "text_projection" or "text_projection.weight";

    /// <summary>Whether it is the table of token vectors.</summary>
    public static bool IsTokenEmbedding(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Contains("token_embedding", StringComparison.Ordinal);
    }

    /// <summary>Whether the name is one that only Hugging Face's layout has.</summary>
    public static bool IsHuggingFace(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith("text_model.", StringComparison.Ordinal) || name.StartsWith("vision_model.", StringComparison.Ordinal)
            || name is "visual_projection.weight" or "text_projection.weight";
    }

    /// <summary>
    /// Whether a parameter is a candidate layer (METHOD section 1): every weight but biases, logit scale, positions and embeddings; in Hugging Face's
    /// layout norms are left out too.
    /// </summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="huggingFace">Whether the model's names are Hugging Face's.</param>
    public static bool IsCandidate(string name, bool huggingFace)
    {
        ArgumentNullException.ThrowIfNull(name);
        return !Array.Exists(NoCandidates, part => name.Contains(part, StringComparison.Ordinal))
            && !(huggingFace && name.Contains("norm", StringComparison.Ordinal));
    }

    /// <summary>
    /// What the parameter moves together with, where groups move (METHOD section 1): the weights of queries, keys and values of one attention, the
    /// two weights of one perceptron. Others, open_clip's fused projection among them, are groups of their own.
    /// </summary>
    /// <returns>The group's name: that of its members with what tells them apart in braces.</returns>
    public static string GroupOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Heads().IsMatch(name) ? Heads().Replace(name, ".{q,k,v}_proj.weight") : Perceptron().Replace(name, PerceptronGroup);
    }

    /// <summary>A name without its tower's prefix and the final <c>weight</c>, for labels beside each other: <c>resblocks.0.attn.out_proj</c>.</summary>
    public static string Short(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Weight().Replace(TowerPrefix().Replace(name, ""), "");
    }

    private static string PerceptronGroup(Match match) => match.Groups[1].ValueSpan[0] == 'f' ? ".mlp.{fc1,fc2}.weight" : ".mlp.{c_fc,c_proj}.weight";

    [GeneratedRegex(@"\b(?:resblocks|layers)\.(\d+)\.", RegexOptions.CultureInvariant)]
    private static partial Regex Block();

    [GeneratedRegex(@"^(visual\.(ln_post\.|proj$)|ln_final\.|text_projection(\.weight)?$|visual_projection\.weight$|vision_model\.post_layernorm\.|text_model\.final_layer_norm\.)", RegexOptions.CultureInvariant)]
    private static partial Regex Behind();

    [GeneratedRegex(@"\.[qkv]_proj\.weight$", RegexOptions.CultureInvariant)]
    private static partial Regex Heads();

    [GeneratedRegex(@"\.mlp\.(fc1|fc2|c_fc|c_proj)\.weight$", RegexOptions.CultureInvariant)]
    private static partial Regex Perceptron();

    [GeneratedRegex(@"^(visual\.transformer\.|vision_model\.encoder\.|text_model\.encoder\.|vision_model\.|text_model\.|visual\.|transformer\.)", RegexOptions.CultureInvariant)]
    private static partial Regex TowerPrefix();

    [GeneratedRegex(@"[._]weight$", RegexOptions.CultureInvariant)]
    private static partial Regex Weight();
}
