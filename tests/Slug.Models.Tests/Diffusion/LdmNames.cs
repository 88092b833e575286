namespace Slug.Models.Tests.Diffusion;

/// <summary>
/// The tensors of a single file as the CompVis networks register them (openaimodel's UNetModel, the autoencoder's Encoder and Decoder), each beside the tensor
/// of diffusers that it is. Written down from those networks' structure: counters run on, nothing is computed from names.
/// </summary>
internal static class LdmNames
{
    private static readonly (string Ldm, string Diffusers)[] Resnet =
        [("in_layers.0", "norm1"), ("in_layers.2", "conv1"), ("emb_layers.1", "time_emb_proj"), ("out_layers.0", "norm2"), ("out_layers.3", "conv2"), ("skip_connection", "conv_shortcut")];

    /// <summary>Prefixes of modules of the UNet: the single file's, then diffusers'.</summary>
    public static List<(string Ldm, string Diffusers)> UNet(int levels, int layers, IReadOnlyList<bool> attends)
    {
        var names = new List<(string, string)> { ("time_embed.0.", "time_embedding.linear_1."), ("time_embed.2.", "time_embedding.linear_2."), ("out.0.", "conv_norm_out."), ("out.2.", "conv_out.") };
        var block = 0;
        names.Add(($"input_blocks.{block++}.0.", "conv_in."));
        for (var level = 0; level < levels; level++)
        {
            for (var layer = 0; layer < layers; layer++, block++)
            {
                AddResnet($"input_blocks.{block}.0.", $"down_blocks.{level}.resnets.{layer}.");
                if (attends[level]) names.Add(($"input_blocks.{block}.1.", $"down_blocks.{level}.attentions.{layer}."));
            }

            if (level < levels - 1) names.Add(($"input_blocks.{block++}.0.op.", $"down_blocks.{level}.downsamplers.0.conv."));
        }

        AddResnet("middle_block.0.", "mid_block.resnets.0.");
        names.Add(("middle_block.1.", "mid_block.attentions.0."));
        AddResnet("middle_block.2.", "mid_block.resnets.1.");
        block = 0;
        for (var level = levels - 1; level >= 0; level--)
        {
            var step = levels - 1 - level;
            for (var layer = 0; layer < layers + 1; layer++, block++)
            {
                var at = 0;
                AddResnet($"output_blocks.{block}.{at++}.", $"up_blocks.{step}.resnets.{layer}.");
                if (attends[level]) names.Add(($"output_blocks.{block}.{at++}.", $"up_blocks.{step}.attentions.{layer}."));
                if (level > 0 && layer == layers) names.Add(($"output_blocks.{block}.{at}.conv.", $"up_blocks.{step}.upsamplers.0.conv."));
            }
        }

        return [.. names.Select(n => ("model.diffusion_model." + n.Item1, n.Item2))];

        void AddResnet(string ldm, string diffusers) => names.AddRange(Resnet.Select(part => ($"{ldm}{part.Ldm}.", $"{diffusers}{part.Diffusers}.")));
    }

    /// <summary>Prefixes of modules of the autoencoder.</summary>
    public static List<(string Ldm, string Diffusers)> Vae(int levels, int layers)
    {
        var names = new List<(string, string)> { ("quant_conv.", "quant_conv."), ("post_quant_conv.", "post_quant_conv.") };
        foreach (var side in new[] { "encoder", "decoder" })
        {
            names.AddRange([($"{side}.conv_in.", $"{side}.conv_in."), ($"{side}.norm_out.", $"{side}.conv_norm_out."), ($"{side}.conv_out.", $"{side}.conv_out.")]);
            AddResnet($"{side}.mid.block_1.", $"{side}.mid_block.resnets.0.");
            AddResnet($"{side}.mid.block_2.", $"{side}.mid_block.resnets.1.");
            foreach (var (ldm, diffusers) in new[] { ("norm", "group_norm"), ("q", "to_q"), ("k", "to_k"), ("v", "to_v"), ("proj_out", "to_out.0") })
                names.Add(($"{side}.mid.attn_1.{ldm}.", $"{side}.mid_block.attentions.0.{diffusers}."));
        }

        for (var level = 0; level < levels; level++)
        {
            for (var layer = 0; layer < layers; layer++) AddResnet($"encoder.down.{level}.block.{layer}.", $"encoder.down_blocks.{level}.resnets.{layer}.");
            for (var layer = 0; layer < layers + 1; layer++) AddResnet($"decoder.up.{level}.block.{layer}.", $"decoder.up_blocks.{levels - 1 - level}.resnets.{layer}.");
            if (level < levels - 1) names.Add(($"encoder.down.{level}.downsample.conv.", $"encoder.down_blocks.{level}.downsamplers.0.conv."));
            if (level > 0) names.Add(($"decoder.up.{level}.upsample.conv.", $"decoder.up_blocks.{levels - 1 - level}.upsamplers.0.conv."));
        }

        return [.. names.Select(n => ("first_stage_model." + n.Item1, n.Item2))];

        void AddResnet(string ldm, string diffusers)
        {
            foreach (var part in new[] { "norm1", "conv1", "norm2", "conv2" }) names.Add(($"{ldm}{part}.", $"{diffusers}{part}."));
            names.Add(($"{ldm}nin_shortcut.", $"{diffusers}conv_shortcut."));
        }
    }

    /// <summary>The single file's name of a tensor of diffusers, by the longest prefix.</summary>
    public static string Of(string diffusers, List<(string Ldm, string Diffusers)> names)
    {
        var (ldm, prefix) = names.Where(n => diffusers.StartsWith(n.Diffusers, StringComparison.Ordinal)).MaxBy(n => n.Diffusers.Length);
        return ldm + diffusers[prefix.Length..];
    }
}
