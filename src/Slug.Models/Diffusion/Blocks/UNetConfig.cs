using Slug.Models.Checkpoints;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>
/// The sizes of a <see cref="UNet2DConditionModel"/>, as the checkpoint's <c>unet/config.json</c> has them. Lists have one item a level, the
/// finest resolution first.
/// </summary>
public sealed record UNetConfig
{
    private const int MostSampleSize = ModelSizes.MostPixels / 8, MostKernel = 31;

    /// <summary>Channels of the latent that goes in.</summary>
    public int InChannels { get; init; } = 4;

    /// <summary>Channels of the prediction.</summary>
    public int OutChannels { get; init; } = 4;

    /// <summary>Height and width of the latents that the model was trained on; 64 stands for pictures of 512 pixels.</summary>
    public int SampleSize { get; init; } = 64;

    /// <summary>Whether inputs in [0, 1] are brought to [-1, 1] first.</summary>
    public bool CenterInputSample { get; init; }

    /// <summary>Whether the time embedding has the cosines before the sines.</summary>
    public bool FlipSinToCos { get; init; } = true;

    /// <summary>Shifts the frequencies of the time embedding.</summary>
    public double FreqShift { get; init; }

    /// <summary>Channels of each level.</summary>
    public required IReadOnlyList<int> Channels { get; init; }

    /// <summary>Which levels attend, on the way down.</summary>
    public required IReadOnlyList<bool> DownAttention { get; init; }

    /// <summary>Which levels attend, on the way up: the coarsest first.</summary>
    public required IReadOnlyList<bool> UpAttention { get; init; }

    /// <summary>ResNets of each level on the way down; on the way up there is one more.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>Attention heads of each level (<c>attention_head_dim</c> in the files, for historical reasons).</summary>
    public required IReadOnlyList<int> Heads { get; init; }

    /// <summary>Width of the prompt's token vectors, for each level.</summary>
    public required IReadOnlyList<int> ContextWidth { get; init; }

    /// <summary>Transformer blocks of each attention.</summary>
    public required IReadOnlyList<int> TransformerLayers { get; init; }

    /// <summary>Zeros around the input of the downsampling convolutions.</summary>
    public int DownsamplePadding { get; init; } = 1;

    /// <summary>What the middle block's ResNets divide their sum by.</summary>
    public double MidBlockScale { get; init; } = 1;

    /// <summary>Groups of the group norms.</summary>
    public int NormGroups { get; init; } = 32;

    /// <summary>Epsilon of the ResNets' and the output's group norms.</summary>
    public double NormEps { get; init; } = 1e-5;

    /// <summary>Whether the projections around the transformers are linear layers (SD 2) in place of 1x1 convolutions (SD 1).</summary>
    public bool LinearProjection { get; init; }

    /// <summary>Kernel of the first convolution.</summary>
    public int ConvInKernel { get; init; } = 3;

    /// <summary>Kernel of the last convolution.</summary>
    public int ConvOutKernel { get; init; } = 3;

    /// <summary>Width of the time embedding.</summary>
    public int TimeWidth { get; init; }

    /// <summary>The UNet of Stable Diffusion 1.5 (hf://stable-diffusion-v1-5/stable-diffusion-v1-5/unet/config.json).</summary>
    public static UNetConfig StableDiffusion15 => new()
    {
        Channels = [320, 640, 1280, 1280],
        DownAttention = [true, true, true, false],
        UpAttention = [false, true, true, true],
        Layers = [2, 2, 2, 2],
        Heads = [8, 8, 8, 8],
        ContextWidth = [768, 768, 768, 768],
        TransformerLayers = [1, 1, 1, 1],
        TimeWidth = 1280,
    };

    /// <summary>The UNet of Stable Diffusion 2.1 (hf://stabilityai/stable-diffusion-2-1/unet/config.json).</summary>
    public static UNetConfig StableDiffusion21 => StableDiffusion15 with
    {
        SampleSize = 96,
        Heads = [5, 10, 20, 20],
        ContextWidth = [1024, 1024, 1024, 1024],
        LinearProjection = true,
    };

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <exception cref="InvalidDataException">It describes another architecture or does not fit together; all problems are listed.</exception>
    public static UNetConfig Load(string path) => Read(ModelConfigJson.Open(path));

    /// <summary>Reads a config; what it leaves out has the defaults of diffusers.</summary>
    /// <exception cref="InvalidDataException">It describes another architecture or does not fit together; all problems are listed.</exception>
    public static UNetConfig Read(ModelConfigJson json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.Neutral("_class_name", "\"UNet2DConditionModel\"");
        json.Neutral("addition_embed_type");
        foreach (var key in new[] { "class_embed_type", "num_class_embeds", "encoder_hid_dim", "encoder_hid_dim_type", "time_embedding_act_fn", "timestep_post_act", "time_cond_proj_dim", "cross_attention_norm" })
            json.Neutral(key);
        foreach (var key in new[] { "only_cross_attention", "dual_cross_attention", "resnet_skip_time_act", "class_embeddings_concat", "mid_block_only_cross_attention" })
            json.Neutral(key, "false");
        json.Neutral("mid_block_type", "\"UNetMidBlock2DCrossAttn\"");
        json.Neutral("resnet_time_scale_shift", "\"default\"");
        json.Neutral("resnet_out_scale_factor", "1");
        json.Neutral("time_embedding_type", "\"positional\"");
        json.Neutral("attention_type", "\"default\"");
        json.Neutral("act_fn", "\"silu\"", "\"swish\"");
        var channels = json.Ints("block_out_channels", [320, 640, 1280, 1280]);
        var levels = channels.Count;
        var down = json.Texts("down_block_types", ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"]);
        var up = json.Texts("up_block_types", ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]);
        var config = new UNetConfig
        {
            InChannels = json.Int("in_channels", 4),
            OutChannels = json.Int("out_channels", 4),
            SampleSize = json.Int("sample_size", 64),
            CenterInputSample = json.Bool("center_input_sample", false),
            FlipSinToCos = json.Bool("flip_sin_to_cos", true),
            FreqShift = json.Double("freq_shift", 0),
            Channels = channels,
            DownAttention = Attends(down, "down_block_types", "CrossAttnDownBlock2D", "DownBlock2D"),
            UpAttention = Attends(up, "up_block_types", "CrossAttnUpBlock2D", "UpBlock2D"),
            Layers = json.Ints("layers_per_block", levels, 2),
            Heads = json.Has("num_attention_heads") ? json.Ints("num_attention_heads", levels) : json.Ints("attention_head_dim", levels, 8),
            ContextWidth = json.Ints("cross_attention_dim", levels, 1280),
            TransformerLayers = json.Ints("transformer_layers_per_block", levels, 1),
            DownsamplePadding = json.Int("downsample_padding", 1),
            MidBlockScale = json.Double("mid_block_scale_factor", 1),
            NormGroups = json.Int("norm_num_groups", 32),
            NormEps = json.Double("norm_eps", 1e-5),
            LinearProjection = json.Bool("use_linear_projection", false),
            ConvInKernel = json.Int("conv_in_kernel", 3),
            ConvOutKernel = json.Int("conv_out_kernel", 3),
            TimeWidth = json.Int("time_embedding_dim", levels == 0 ? 0 : channels[0] * 4),
        };
        if (json.Problems.Count == 0)
        {
            foreach (var problem in config.Problems()) json.Problems.Add(problem);
        }

        json.ThrowIfWrong("UNet");
        return config;

        IReadOnlyList<bool> Attends(IReadOnlyList<string> types, string key, string attending, string plain)
        {
            foreach (var type in types.Where(t => t != attending && t != plain).Distinct()) json.Problems.Add($"not supported: '{key}' holds {type}; {attending} and {plain} are supported.");
            return [.. types.Select(t => t == attending)];
        }
    }

    /// <summary>What is wrong with the sizes, one line each; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        var levels = Channels.Count;
        if (levels is 0 or > ModelSizes.MostLevels) problems.Add($"'block_out_channels' has {levels} items; it must have 1 to {ModelSizes.MostLevels}.");
        foreach (var (list, most, name) in new[]
        {
            (Layers, ModelSizes.MostLayers, "layers_per_block"), (Heads, ModelSizes.MostChannels, "attention_head_dim"), (ContextWidth, ModelSizes.MostChannels, "cross_attention_dim"),
            (TransformerLayers, ModelSizes.MostLayers, "transformer_layers_per_block"), (Channels, ModelSizes.MostChannels, "block_out_channels"),
        })
        {
            if (list.Count != levels) problems.Add($"'{name}' has {list.Count} items; 'block_out_channels' has {levels}.");
            foreach (var value in list.Distinct()) ModelSizes.Within(problems, value, most, name);
        }

        if (DownAttention.Count != levels) problems.Add($"'down_block_types' has {DownAttention.Count} items; 'block_out_channels' has {levels}.");
        if (UpAttention.Count != levels) problems.Add($"'up_block_types' has {UpAttention.Count} items; 'block_out_channels' has {levels}.");
        foreach (var (value, most, name) in new[]
        {
            (InChannels, ModelSizes.MostChannels, "in_channels"), (OutChannels, ModelSizes.MostChannels, "out_channels"), (SampleSize, MostSampleSize, "sample_size"), (NormGroups, ModelSizes.MostChannels, "norm_num_groups"),
            (ConvInKernel, MostKernel, "conv_in_kernel"), (ConvOutKernel, MostKernel, "conv_out_kernel"),
        })
        {
            ModelSizes.Within(problems, value, most, name);
        }

        if (DownsamplePadding is < 0 or > MostKernel) problems.Add($"'downsample_padding' is {DownsamplePadding}; it must be 0 to {MostKernel}.");
        if (problems.Count > 0) return problems;
        // Where no key says it, it follows from the channels.
        ModelSizes.Within(problems, TimeWidth, ModelSizes.MostHidden, "time_embedding_dim");
        foreach (var (level, channels) in Channels.Index())
        {
            if (channels % NormGroups != 0) problems.Add($"'norm_num_groups' ({NormGroups}) must divide each of 'block_out_channels' ({channels}).");
            if (channels % Heads[level] != 0) problems.Add($"'attention_head_dim' ({Heads[level]}, the number of heads) must divide 'block_out_channels' ({channels}).");
        }

        if (Channels[0] % 2 != 0) problems.Add($"'block_out_channels' begins with {Channels[0]}; sines and cosines of the time need an even number.");
        return problems;
    }
}
