using System.Globalization;
using System.Text.RegularExpressions;
using Slug.Models.Diffusion.Blocks;

namespace Slug.Models.Diffusion.Loading;

/// <summary>
/// The names of Stable Diffusion's single files (<c>.ckpt</c>, <c>.safetensors</c>), as the CompVis and Stability repositories wrote them, beside
/// those of diffusers. Import and export both read them here: a name goes from diffusers' to the single file's, and back by a table of all names.
/// </summary>
internal static partial class SingleFileNames
{
    /// <summary>Before the UNet's names.</summary>
    public const string UNetPrefix = "model.diffusion_model.";

    /// <summary>Before the autoencoder's names.</summary>
    public const string VaePrefix = "first_stage_model.";

    /// <summary>Before the text encoder's names in SD 1, which are Hugging Face's.</summary>
    public const string Text1Prefix = "cond_stage_model.transformer.";

    /// <summary>Before the text encoder's names in SD 2, which are open_clip's.</summary>
    public const string Text2Prefix = "cond_stage_model.model.";

    private static readonly (string Diffusers, string SingleFile)[] Resnet =
    [
        ("norm1.", "in_layers.0."),
        ("conv1.", "in_layers.2."),
        ("time_emb_proj.", "emb_layers.1."),
        ("norm2.", "out_layers.0."),
        ("conv2.", "out_layers.3."),
        ("conv_shortcut.", "skip_connection."),
    ];

    private static readonly (string Diffusers, string SingleFile)[] UNetRoots =
    [
        ("conv_in.", "input_blocks.0.0."),
        ("time_embedding.linear_1.", "time_embed.0."),
        ("time_embedding.linear_2.", "time_embed.2."),
        ("mid_block.resnets.0.", "middle_block.0."),
        ("mid_block.attentions.0.", "middle_block.1."),
        ("mid_block.resnets.1.", "middle_block.2."),
        ("conv_norm_out.", "out.0."),
        ("conv_out.", "out.2."),
    ];

    private static readonly (string Diffusers, string SingleFile)[] VaeParts =
    [
        (".mid_block.resnets.0.", ".mid.block_1."),
        (".mid_block.resnets.1.", ".mid.block_2."),
        (".mid_block.attentions.0.group_norm.", ".mid.attn_1.norm."),
        (".mid_block.attentions.0.to_q.", ".mid.attn_1.q."),
        (".mid_block.attentions.0.to_k.", ".mid.attn_1.k."),
        (".mid_block.attentions.0.to_v.", ".mid.attn_1.v."),
        (".mid_block.attentions.0.to_out.0.", ".mid.attn_1.proj_out."),
        (".conv_norm_out.", ".norm_out."),
        (".conv_shortcut.", ".nin_shortcut."),
    ];

    /// <summary>The single file's name, with its prefix, of a tensor of the UNet.</summary>
    public static string UNet(string name, UNetConfig config)
    {
        if (UNetBlock().Match(name) is not { Success: true } match) return UNetPrefix + WithResnet(Replaced(name, UNetRoots));
        var (level, kind, index, rest) = (Number(match, 2), match.Groups[3].Value, Number(match, 4), match.Groups[5].Value);
        var down = match.Groups[1].Value == "down";
        // Blocks are counted through: a level has its ResNets, with their attention beside them, and its resampling.
        var layers = down ? config.Layers : [.. config.Layers.Reverse().Select(count => count + 1)];
        var before = down ? 1 + layers.Take(level).Sum(count => count + 1) : layers.Take(level).Sum();
        var attends = (down ? config.DownAttention : config.UpAttention)[level];
        return UNetPrefix + (down ? "input_blocks." : "output_blocks.") + kind switch
        {
            "resnets" => $"{before + index}.0.{Replaced(rest, Resnet)}",
            "attentions" => $"{before + index}.1.{rest}",
            // "conv.weight": on the way down a block of its own, called op; on the way up behind the last ResNet and its attention.
            _ => down ? $"{before + layers[level]}.0.op.{rest["conv.".Length..]}" : $"{before + layers[level] - 1}.{(attends ? 2 : 1)}.{rest}",
        };
    }

    /// <summary>The single file's name, with its prefix, of a tensor of the autoencoder. The middle attention's weights are 1x1 convolutions there.</summary>
    public static string Vae(string name, VaeConfig config)
    {
        if (VaeBlock().Match(name) is { Success: true } match)
        {
            var (level, index, rest) = (Number(match, 2), match.Groups[4].Value, match.Groups[5].Value);
            var way = match.Groups[1].Value == "encoder.down" ? match.Groups[1].Value : "decoder.up";
            // The decoder's levels are counted from the finest.
            if (way == "decoder.up") level = config.Channels.Count - 1 - level;
            name = match.Groups[3].Value switch
            {
                "resnets" => $"{way}.{level}.block.{index}.{rest}",
                "downsamplers" => $"{way}.{level}.downsample.{rest}",
                _ => $"{way}.{level}.upsample.{rest}",
            };
        }

        return VaePrefix + VaeParts.Aggregate(name, (current, part) => current.Replace(part.Diffusers, part.SingleFile, StringComparison.Ordinal));
    }

    /// <summary>Whether a tensor of the autoencoder, by its name in diffusers, is a 1x1 convolution in the single file.</summary>
    public static bool IsConvolutionInVae(string name) =>
        name.Contains(".mid_block.attentions.0.to_", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal);

    private static string WithResnet(string name)
    {
        // The middle's ResNets.
        foreach (var middle in new[] { "middle_block.0.", "middle_block.2." })
        {
            if (name.StartsWith(middle, StringComparison.Ordinal)) return middle + Replaced(name[middle.Length..], Resnet);
        }

        return name;
    }

    private static string Replaced(string name, (string Diffusers, string SingleFile)[] table)
    {
        foreach (var (diffusers, singleFile) in table)
        {
            if (name.StartsWith(diffusers, StringComparison.Ordinal)) return singleFile + name[diffusers.Length..];
        }

        return name;
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(down|up)_blocks\.(\d+)\.(resnets|attentions|downsamplers|upsamplers)\.(\d+)\.(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex UNetBlock();

    [GeneratedRegex(@"^(encoder\.down|decoder\.up)_blocks\.(\d+)\.(resnets|downsamplers|upsamplers)\.(\d+)\.(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex VaeBlock();
}
