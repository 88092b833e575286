using Slug.Models.Checkpoints;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>The sizes of an <see cref="AutoencoderKL"/>, as the checkpoint's <c>vae/config.json</c> has them.</summary>
public sealed record VaeConfig
{
    /// <summary>Channels of the pictures that go in.</summary>
    public int InChannels { get; init; } = 3;

    /// <summary>Channels of the pictures that come out.</summary>
    public int OutChannels { get; init; } = 3;

    /// <summary>Channels of the latents.</summary>
    public int LatentChannels { get; init; } = 4;

    /// <summary>Channels of each level, the finest resolution first; every level but the last halves height and width.</summary>
    public required IReadOnlyList<int> Channels { get; init; }

    /// <summary>ResNets of each level of the encoder; the decoder's levels have one more.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Groups of the group norms.</summary>
    public int NormGroups { get; init; } = 32;

    /// <summary>What latents are multiplied by, so that the diffusion sees a standard deviation of about 1.</summary>
    public double ScalingFactor { get; init; } = 0.18215;

    /// <summary>Pixels of a picture for one of the latent, in height and in width.</summary>
    public int Factor => 1 << (Channels.Count - 1);

    /// <summary>The autoencoder of Stable Diffusion 1 and 2 (hf://stable-diffusion-v1-5/stable-diffusion-v1-5/vae/config.json).</summary>
    public static VaeConfig StableDiffusion => new() { Channels = [128, 256, 512, 512] };

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <exception cref="InvalidDataException">It describes another architecture or does not fit together; all problems are listed.</exception>
    public static VaeConfig Load(string path) => Read(ModelConfigJson.Open(path));

    /// <summary>Reads a config; what it leaves out has the defaults of diffusers.</summary>
    /// <exception cref="InvalidDataException">It describes another architecture or does not fit together; all problems are listed.</exception>
    public static VaeConfig Read(ModelConfigJson json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.Neutral("_class_name", "\"AutoencoderKL\"");
        json.Neutral("act_fn", "\"silu\"", "\"swish\"");
        json.Neutral("down_block_types", "\"DownEncoderBlock2D\"");
        json.Neutral("up_block_types", "\"UpDecoderBlock2D\"");
        foreach (var key in new[] { "shift_factor", "latents_mean", "latents_std" }) json.Neutral(key);
        foreach (var key in new[] { "use_quant_conv", "use_post_quant_conv", "mid_block_add_attention" }) json.Neutral(key, "true");
        var channels = json.Ints("block_out_channels", [64]);
        foreach (var (key, kind) in new[] { ("down_block_types", "DownEncoderBlock2D"), ("up_block_types", "UpDecoderBlock2D") })
        {
            if (json.Texts(key, [kind]).Count is var count && count != channels.Count)
                json.Problems.Add($"'{key}' has {count} items; 'block_out_channels' has {channels.Count}.");
        }

        var config = new VaeConfig
        {
            InChannels = json.Int("in_channels", 3),
            OutChannels = json.Int("out_channels", 3),
            LatentChannels = json.Int("latent_channels", 4),
            Channels = channels,
            Layers = json.Int("layers_per_block", 1),
            NormGroups = json.Int("norm_num_groups", 32),
            ScalingFactor = json.Double("scaling_factor", 0.18215),
        };
        if (json.Problems.Count == 0)
        {
            foreach (var problem in config.Problems()) json.Problems.Add(problem);
        }

        json.ThrowIfWrong("VAE");
        return config;
    }

    /// <summary>What is wrong with the sizes, one line each; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (Channels.Count is 0 or > ModelSizes.MostLevels) problems.Add($"'block_out_channels' has {Channels.Count} items; it must have 1 to {ModelSizes.MostLevels}.");
        foreach (var (value, name) in Channels.Select(c => (c, "block_out_channels")).Distinct().Concat([(InChannels, "in_channels"), (OutChannels, "out_channels"), (LatentChannels, "latent_channels"), (NormGroups, "norm_num_groups")]))
            ModelSizes.Within(problems, value, ModelSizes.MostChannels, name);
        ModelSizes.Within(problems, Layers, ModelSizes.MostLayers, "layers_per_block");
        if (!(ScalingFactor > 0)) problems.Add("'scaling_factor' must be positive.");
        if (problems.Count == 0 && Channels.FirstOrDefault(c => c % NormGroups != 0) is var odd and not 0)
            problems.Add($"'norm_num_groups' ({NormGroups}) must divide each of 'block_out_channels' ({odd}).");
        return problems;
    }
}
