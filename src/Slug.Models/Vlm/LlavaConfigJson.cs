using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slug.Models.Checkpoints;
using Slug.Models.Clip;

namespace Slug.Models.Vlm;

/// <summary>
/// Reads and writes Hugging Face's <c>config.json</c> of LLaVA. What the file leaves out has transformers' defaults; what would make another
/// architecture of it is an error.
/// </summary>
public static class LlavaConfigJson
{
    /// <summary>Reads the config.</summary>
    /// <param name="json">The text of <c>config.json</c>.</param>
    /// <param name="generation">The text of <c>generation_config.json</c>, whose end tokens come first; null where there is none.</param>
    /// <exception cref="InvalidDataException">It is no LLaVA, or one that is not supported; all problems are listed.</exception>
    public static LlavaConfig Parse(string json, string? generation = null)
    {
        var root = Object(json, "config.json");
        var refusal = LlavaFamilies.Refusal(root["model_type"] is JsonValue type && type.TryGetValue(out string? name) ? name : null,
            root["text_config"] is JsonObject && root["vision_config"] is JsonObject or null && (root["image_token_index"] ?? root["image_token_id"]) is not null,
            root["mm_vision_tower"] is not null);
        if (refusal is not null) throw new InvalidDataException(refusal);
        var problems = new List<string>();
        var (top, text, vision) = (new Section("", root, problems), Child(root, "text_config", problems), Child(root, "vision_config", problems));
        var config = new LlavaConfig
        {
            Text = Decoder(text, top, problems),
            Vision = Tower(vision, root["vision_config"] is null, out var quickGelu, problems),
            QuickGelu = quickGelu,
            VisionFeatureLayer = top.Int("vision_feature_layer", -2),
            ClassToken = top.OneOf("vision_feature_select_strategy", "default", "full") == "full",
            ProjectorBias = top.Bool("multimodal_projector_bias", true),
            ImageToken = root["image_token_index"] is null ? top.Int("image_token_id", 32000) : top.Int("image_token_index", 32000),
            PadToken = root["pad_token_id"] is null ? text.Int("pad_token_id", 0) : top.Int("pad_token_id", 0),
            BeginToken = text.Int("bos_token_id", 1),
            EndTokens = EndTokens(generation, text, problems),
        };
        top.OneOf("projector_hidden_act", "gelu");
        if (problems.Count == 0) problems.AddRange(config.Problems());
        return problems.Count == 0 ? config : throw new InvalidDataException($"the LLaVA config has problems: {string.Join(" ", problems)}");
    }

    /// <summary>The config as <see cref="Parse"/> and transformers read it.</summary>
    public static string Write(LlavaConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var (text, vision) = (config.Text, config.Vision);
        var root = new JsonObject
        {
            ["architectures"] = new JsonArray("LlavaForConditionalGeneration"),
            ["model_type"] = "llava",
            ["image_token_index"] = config.ImageToken,
            ["image_seq_length"] = config.FeatureTokens,
            ["pad_token_id"] = config.PadToken,
            ["projector_hidden_act"] = "gelu",
            ["multimodal_projector_bias"] = config.ProjectorBias,
            ["vision_feature_layer"] = config.VisionFeatureLayer,
            ["vision_feature_select_strategy"] = config.ClassToken ? "full" : "default",
            ["tie_word_embeddings"] = text.TiedEmbeddings,
            ["torch_dtype"] = "float32",
            ["text_config"] = new JsonObject
            {
                ["model_type"] = "llama",
                ["vocab_size"] = text.VocabSize,
                ["hidden_size"] = text.Width,
                ["intermediate_size"] = text.MlpWidth,
                ["num_hidden_layers"] = text.Layers,
                ["num_attention_heads"] = text.Heads,
                ["num_key_value_heads"] = text.KeyValueHeads,
                ["head_dim"] = text.HeadWidth,
                ["hidden_act"] = "silu",
                ["max_position_embeddings"] = text.MaxPositions,
                ["rms_norm_eps"] = text.NormEpsilon,
                ["rope_theta"] = text.RotaryBase,
                ["attention_bias"] = text.AttentionBias,
                ["mlp_bias"] = text.MlpBias,
                ["tie_word_embeddings"] = text.TiedEmbeddings,
                ["bos_token_id"] = config.BeginToken,
                ["eos_token_id"] = config.EndTokens.Count == 1 ? config.EndTokens[0] : new JsonArray([.. config.EndTokens.Select(end => (JsonNode)end)]),
                ["pad_token_id"] = config.PadToken,
            },
            ["vision_config"] = new JsonObject
            {
                ["model_type"] = "clip_vision_model",
                ["hidden_size"] = vision.Width,
                ["intermediate_size"] = (int)(vision.Width * vision.MlpRatio),
                ["num_hidden_layers"] = vision.Layers,
                ["num_attention_heads"] = vision.Width / vision.HeadWidth,
                ["num_channels"] = 3,
                ["image_size"] = vision.ImageSize,
                ["patch_size"] = vision.PatchSize,
                ["hidden_act"] = config.QuickGelu ? "quick_gelu" : "gelu",
                ["layer_norm_eps"] = 1e-5,
            },
        };
        if (text.RotaryScale != 1) root["text_config"]!["rope_scaling"] = new JsonObject { ["type"] = "linear", ["factor"] = text.RotaryScale };
        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static LlamaConfig Decoder(Section text, Section top, List<string> problems)
    {
        text.OneOf("model_type", "llama");
        text.OneOf("hidden_act", "silu");
        var (width, heads) = (text.Int("hidden_size", 4096), text.Int("num_attention_heads", 32));
        if (!text.Has("head_dim") && (heads <= 0 || width % heads != 0)) problems.Add($"text_config.num_attention_heads ({heads}) must divide hidden_size ({width}).");
        var (rotaryBase, scale) = Rotary(text, problems);
        return new LlamaConfig
        {
            VocabSize = text.Int("vocab_size", 32000),
            Width = width,
            MlpWidth = text.Int("intermediate_size", 11008),
            Layers = text.Int("num_hidden_layers", 32),
            Heads = heads,
            KeyValueHeads = text.Int("num_key_value_heads", heads),
            HeadWidth = text.Int("head_dim", heads > 0 ? width / heads : 0),
            NormEpsilon = text.Double("rms_norm_eps", 1e-6),
            RotaryBase = rotaryBase,
            RotaryScale = scale,
            MaxPositions = text.Int("max_position_embeddings", 2048),
            AttentionBias = text.Bool("attention_bias", false),
            MlpBias = text.Bool("mlp_bias", false),
            TiedEmbeddings = text.Has("tie_word_embeddings") ? text.Bool("tie_word_embeddings", false) : top.Bool("tie_word_embeddings", false),
        };
    }

    /// <summary>Base and scale; <c>rope_parameters</c> of newer files holds what <c>rope_theta</c> and <c>rope_scaling</c> of older ones do.</summary>
    private static (double Base, double Scale) Rotary(Section text, List<string> problems)
    {
        var scaling = text.Child("rope_parameters") ?? text.Child("rope_scaling");
        if (scaling is null) return (text.Double("rope_theta", 10000), 1);
        var kind = scaling.Text("rope_type") ?? scaling.Text("type") ?? "default";
        if (kind is not ("default" or "linear")) problems.Add($"text_config.rope_scaling of type '{kind}' is not supported; 'linear' is.");
        return (scaling.Double("rope_theta", text.Double("rope_theta", 10000)), kind == "linear" ? scaling.Double("factor", 1) : 1);
    }

    /// <summary>The tower; without its section transformers means LLaVA-1.5's own, ViT-L/14 at 336 pixels.</summary>
    private static ClipVisionConfig Tower(Section vision, bool absent, out bool quickGelu, List<string> problems)
    {
        vision.OneOf("model_type", "clip_vision_model");
        quickGelu = vision.OneOf("hidden_act", "quick_gelu", "gelu") == "quick_gelu";
        if (vision.Double("layer_norm_eps", 1e-5) is var eps && eps != 1e-5) problems.Add($"vision_config.layer_norm_eps is {eps.ToString(CultureInfo.InvariantCulture)}; 1e-05 is supported.");
        if (vision.Int("num_channels", 3) is var channels && channels != 3) problems.Add($"vision_config.num_channels is {channels}; 3 is supported.");
        var (width, heads) = (vision.Int("hidden_size", absent ? 1024 : 768), vision.Int("num_attention_heads", absent ? 16 : 12));
        if (heads <= 0 || width <= 0 || width % heads != 0) problems.Add($"vision_config.num_attention_heads ({heads}) must divide hidden_size ({width}).");
        var config = new ClipVisionConfig
        {
            ImageSize = vision.Int("image_size", absent ? 336 : 224),
            PatchSize = vision.Int("patch_size", absent ? 14 : 32),
            Width = width,
            Layers = vision.Int("num_hidden_layers", absent ? 24 : 12),
            HeadWidth = heads > 0 ? width / heads : 0,
            MlpRatio = (double)vision.Int("intermediate_size", absent ? 4096 : 3072) / width,
        };
        if (config.PatchSize <= 0 || config.ImageSize <= 0 || config.ImageSize % config.PatchSize != 0)
            problems.Add($"vision_config.patch_size ({config.PatchSize}) must divide image_size ({config.ImageSize}).");
        if (config.Layers <= 0 || !(config.MlpRatio > 0)) problems.Add("vision_config.num_hidden_layers and intermediate_size must be positive.");
        return config;
    }

    private static IReadOnlyList<int> EndTokens(string? generation, Section text, List<string> problems)
    {
        if (generation is not null)
        {
            var section = new Section("generation_config.", Object(generation, "generation_config.json"), problems);
            if (section.Has("eos_token_id")) return section.Ints("eos_token_id", []);
        }

        return text.Ints("eos_token_id", [2]);
    }

    private static JsonObject Object(string json, string file)
    {
        try
        {
            return ForeignJson.Node(json) as JsonObject ?? throw new InvalidDataException($"{file} is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file} is not JSON: {e.Message}", e);
        }
    }

    private static Section Child(JsonObject root, string name, List<string> problems) => new(name + ".", root[name] as JsonObject ?? [], problems);

    /// <summary>A part of the file; what is there must have the right type, what is not has a default.</summary>
    private sealed class Section(string name, JsonObject values, List<string> problems)
    {
        public bool Has(string key) => values[key] is not null;

        public int Int(string key, int orElse) => values[key] is not { } node ? orElse : node is JsonValue leaf && leaf.TryGetValue(out int value) ? value : Wrong(key, node, "a whole number", orElse);

        public double Double(string key, double orElse) => values[key] is not { } node ? orElse : node is JsonValue leaf && leaf.TryGetValue(out double value) ? value : Wrong(key, node, "a number", orElse);

        public bool Bool(string key, bool orElse) => values[key] is not { } node ? orElse : node is JsonValue leaf && leaf.TryGetValue(out bool value) ? value : Wrong(key, node, "true or false", orElse);

        public string? Text(string key) => values[key] is JsonValue leaf && leaf.TryGetValue(out string? value) ? value : null;

        public Section? Child(string key) => values[key] is JsonObject child ? new Section($"{name}{key}.", child, problems) : null;

        public IReadOnlyList<int> Ints(string key, IReadOnlyList<int> orElse)
        {
            if (values[key] is not JsonArray list) return values[key] is null ? orElse : [Int(key, 0)];
            return list.All(item => item is JsonValue leaf && leaf.TryGetValue(out int _)) ? [.. list.Select(item => item!.GetValue<int>())] : Wrong(key, list, "a token id or a list of them", orElse);
        }

        /// <summary>One of the values that are supported, the first where the file is silent.</summary>
        public string OneOf(string key, params string[] supported)
        {
            if (values[key] is not { } node) return supported[0];
            if (Text(key) is { } value && supported.Contains(value)) return value;
            problems.Add($"{name}{key} is {node.ToJsonString()}; {string.Join(" or ", supported.Select(s => $"'{s}'"))} is supported.");
            return supported[0];
        }

        private T Wrong<T>(string key, JsonNode node, string expected, T orElse)
        {
            problems.Add($"{name}{key} is {node.ToJsonString()}; it must be {expected}.");
            return orElse;
        }
    }
}
