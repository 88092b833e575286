using System.Text.Json.Nodes;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Models.Diffusion.Blocks;
using Slug.Models.Diffusion.Schedulers;
using Slug.Models.Tokenizers;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Training;

/// <summary>Writes a pipeline that was trained here as a folder of diffusers, which is read back like any other.</summary>
public static class PipelineWriter
{
    private const string Version = "0.31.0", Weights = "diffusion_pytorch_model.safetensors";

    /// <summary>Writes the folder.</summary>
    /// <param name="folder">The folder; made if need be.</param>
    /// <param name="clip">The CLIP whose text tower is the text encoder.</param>
    /// <param name="merges">The tokenizer's merges.</param>
    /// <param name="unet">The network.</param>
    /// <param name="vae">The autoencoder.</param>
    /// <param name="rule">The sampling rule.</param>
    public static void Write(string folder, ClipModel clip, BpeMerges merges, UNet2DConditionModel unet, AutoencoderKL vae, SchedulerConfig rule)
    {
        ArgumentNullException.ThrowIfNull(clip);
        ArgumentNullException.ThrowIfNull(merges);
        ArgumentNullException.ThrowIfNull(unet);
        ArgumentNullException.ThrowIfNull(vae);
        ArgumentNullException.ThrowIfNull(rule);
        Json(folder, "model_index.json", new JsonObject
        {
            ["_class_name"] = "StableDiffusionPipeline",
            ["_diffusers_version"] = Version,
            ["feature_extractor"] = new JsonArray(null, null),
            ["requires_safety_checker"] = false,
            ["safety_checker"] = new JsonArray(null, null),
            ["scheduler"] = new JsonArray("diffusers", "DDIMScheduler"),
            ["text_encoder"] = new JsonArray("transformers", "CLIPTextModel"),
            ["tokenizer"] = new JsonArray("transformers", "CLIPTokenizer"),
            ["unet"] = new JsonArray("diffusers", "UNet2DConditionModel"),
            ["vae"] = new JsonArray("diffusers", "AutoencoderKL"),
        });
        Json(folder, "unet/config.json", UNet(unet.Config));
        Json(folder, "vae/config.json", Vae(vae.Config));
        Json(folder, "scheduler/scheduler_config.json", Rule(rule));
        Json(folder, "text_encoder/config.json", Text(clip.Config));
        Tensors(folder, $"unet/{Weights}", unet.named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter)));
        Tensors(folder, $"vae/{Weights}", vae.named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter)));
        using (NewDisposeScope())
        {
            var text = clip.named_parameters().Where(p => !p.name.StartsWith("visual.", StringComparison.Ordinal) && p.name is not ("logit_scale" or "text_projection"));
            Tensors(folder, "text_encoder/model.safetensors", ClipLayers.Rename(text.Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter)), ClipLayout.HuggingFace));
        }

        Tokenizer(folder, merges, clip.Config.Text.ContextLength);
    }

    private static JsonObject UNet(UNetConfig config) => new()
    {
        ["_class_name"] = "UNet2DConditionModel",
        ["_diffusers_version"] = Version,
        ["act_fn"] = "silu",
        ["attention_head_dim"] = Numbers(config.Heads),
        ["block_out_channels"] = Numbers(config.Channels),
        ["center_input_sample"] = config.CenterInputSample,
        ["cross_attention_dim"] = config.ContextWidth[0],
        ["down_block_types"] = Words(config.DownAttention.Select(a => a ? "CrossAttnDownBlock2D" : "DownBlock2D")),
        ["downsample_padding"] = config.DownsamplePadding,
        ["flip_sin_to_cos"] = config.FlipSinToCos,
        ["freq_shift"] = config.FreqShift,
        ["in_channels"] = config.InChannels,
        ["layers_per_block"] = Numbers(config.Layers),
        ["mid_block_scale_factor"] = config.MidBlockScale,
        ["norm_eps"] = config.NormEps,
        ["norm_num_groups"] = config.NormGroups,
        ["out_channels"] = config.OutChannels,
        ["sample_size"] = config.SampleSize,
        ["up_block_types"] = Words(config.UpAttention.Select(a => a ? "CrossAttnUpBlock2D" : "UpBlock2D")),
        ["use_linear_projection"] = config.LinearProjection,
    };

    private static JsonObject Vae(VaeConfig config) => new()
    {
        ["_class_name"] = "AutoencoderKL",
        ["_diffusers_version"] = Version,
        ["act_fn"] = "silu",
        ["block_out_channels"] = Numbers(config.Channels),
        ["down_block_types"] = Words(config.Channels.Select(_ => "DownEncoderBlock2D")),
        ["in_channels"] = config.InChannels,
        ["latent_channels"] = config.LatentChannels,
        ["layers_per_block"] = config.Layers,
        ["norm_num_groups"] = config.NormGroups,
        ["out_channels"] = config.OutChannels,
        ["scaling_factor"] = config.ScalingFactor,
        ["up_block_types"] = Words(config.Channels.Select(_ => "UpDecoderBlock2D")),
    };

    private static JsonObject Rule(SchedulerConfig config) => new()
    {
        ["_class_name"] = "DDIMScheduler",
        ["_diffusers_version"] = Version,
        ["beta_end"] = config.BetaEnd,
        ["beta_schedule"] = config.BetaSchedule,
        ["beta_start"] = config.BetaStart,
        ["clip_sample"] = config.ClipSample is not null,
        ["num_train_timesteps"] = config.TrainTimesteps,
        ["prediction_type"] = config.Prediction switch
        {
            PredictionType.Sample => "sample",
            PredictionType.VPrediction => "v_prediction",
            _ => "epsilon",
        },
        ["set_alpha_to_one"] = config.SetAlphaToOne,
        ["steps_offset"] = config.StepsOffset,
        ["timestep_spacing"] = config.Spacing switch
        {
            TimestepSpacing.Trailing => "trailing",
            TimestepSpacing.Linspace => "linspace",
            _ => "leading",
        },
    };

    private static JsonObject Text(ClipConfig config) => new()
    {
        ["architectures"] = Words(["CLIPTextModel"]),
        ["hidden_act"] = config.QuickGelu ? "quick_gelu" : "gelu",
        ["hidden_size"] = config.Text.Width,
        ["intermediate_size"] = (int)Math.Round(config.Text.Width * config.Text.MlpRatio),
        ["layer_norm_eps"] = 1e-5,
        ["max_position_embeddings"] = config.Text.ContextLength,
        ["model_type"] = "clip_text_model",
        ["num_attention_heads"] = config.Text.Heads,
        ["num_hidden_layers"] = config.Text.Layers,
        ["projection_dim"] = config.EmbedDim,
        ["vocab_size"] = config.Text.VocabSize,
    };

    private static void Tokenizer(string folder, BpeMerges merges, int context)
    {
        Directory.CreateDirectory(Path.Combine(folder, "tokenizer"));
        File.WriteAllText(Path.Combine(folder, "tokenizer", "merges.txt"), "#version: 0.2\n" + string.Concat(merges.Pairs.Select(p => $"{p.Left} {p.Right}\n")));
        var vocabulary = new JsonObject();
        foreach (var (id, symbol) in new ClipTokenizer(merges).Symbols.Index()) vocabulary[symbol] = id;
        Json(folder, "tokenizer/vocab.json", vocabulary);
        // The CLIP was trained with zeros behind its captions, the id of "!".
        Json(folder, "tokenizer/tokenizer_config.json", new JsonObject
        {
            ["bos_token"] = "<|startoftext|>",
            ["eos_token"] = "<|endoftext|>",
            ["model_max_length"] = context,
            ["pad_token"] = "!",
            ["tokenizer_class"] = "CLIPTokenizer",
            ["unk_token"] = "<|endoftext|>",
        });
        Json(folder, "tokenizer/special_tokens_map.json", new JsonObject { ["bos_token"] = "<|startoftext|>", ["eos_token"] = "<|endoftext|>", ["pad_token"] = "!", ["unk_token"] = "<|endoftext|>" });
    }

    private static void Json(string folder, string file, JsonObject content)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n");
    }

    // Readers of the hub refuse a file that does not say what wrote it.
    private static void Tensors(string folder, string file, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        SafetensorsWriter.Write(Path.Combine(folder, file), tensors, new Dictionary<string, string> { ["format"] = "pt" });

    private static JsonArray Numbers(IEnumerable<int> numbers) => new([.. numbers.Select(n => (JsonNode)JsonValue.Create(n))]);

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(w => (JsonNode)JsonValue.Create(w))]);
}
