using System.Text.Json;
using System.Text.Json.Nodes;
using Slug.Models.Checkpoints;
using Slug.Models.Tokenizers;

namespace Slug.Models.Clip;

/// <summary>Reads the <c>config.json</c> beside a Hugging Face CLIP checkpoint.</summary>
public static class HuggingFaceClipConfig
{
    /// <summary>True if the JSON has Hugging Face's sections rather than open_clip's.</summary>
    public static bool IsOne(string json)
    {
        try
        {
            return ForeignJson.Node(json) is JsonObject root && root["text_config"] is JsonObject && root["vision_config"] is JsonObject;
        }
        catch (JsonException)
        {
            // Whoever parses it next says what is wrong.
            return false;
        }
    }

    /// <summary>The sizes in open_clip's terms. What the file leaves out has the hub's defaults, those of ViT-B/32.</summary>
    /// <exception cref="InvalidDataException">It is no such config, or of a model that is not built here; all problems are listed.</exception>
    public static ClipConfig Parse(string json)
    {
        JsonObject root;
        try
        {
            root = ForeignJson.Node(json) as JsonObject ?? throw new InvalidDataException("the config is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the config is not JSON: {e.Message}", e);
        }

        var problems = new List<string>();
        var (text, vision) = (Section("text_config"), Section("vision_config"));
        var visionWidth = Int(vision, "hidden_size", 768);
        var textWidth = Int(text, "hidden_size", 512);
        var (visionHeads, patch) = (Int(vision, "num_attention_heads", 12), Int(vision, "patch_size", 32));
        var activations = new[] { text, vision }.Select(section => section["hidden_act"]?.ToString() ?? "quick_gelu").Distinct().ToList();
        if (activations is not [("gelu" or "quick_gelu")]) problems.Add($"'hidden_act' is {string.Join(" and ", activations)}; 'gelu' or 'quick_gelu' in both towers is supported.");
        foreach (var section in new[] { text, vision })
        {
            if (section["layer_norm_eps"] is JsonValue value && value.TryGetValue(out double eps) && eps != 1e-5) problems.Add($"'layer_norm_eps' is {eps}; 1e-05 is supported.");
        }

        // 2 is the hub's old default and means the caption's largest id; any other is looked for from the start. Both find the id that ends every
        // caption of CLIP's tokenizer, which is its largest even where a vocabulary has ids added behind it.
        var end = Int(text, "eos_token_id", 2);
        var endsCaptions = end == 2 || end == Math.Min(Int(text, "vocab_size", ClipTokenizer.VocabularySize), ClipTokenizer.VocabularySize) - 1;
        if (visionHeads <= 0 || visionWidth % visionHeads != 0) problems.Add($"vision_config.num_attention_heads ({visionHeads}) must divide hidden_size ({visionWidth}).");
        if (problems.Count > 0) throw new InvalidDataException($"the Hugging Face CLIP config has problems: {string.Join(" ", problems)}");
        var config = new ClipConfig
        {
            EmbedDim = Int(root, "projection_dim", 512),
            QuickGelu = activations[0] == "quick_gelu",
            Vision = new ClipVisionConfig
            {
                ImageSize = Int(vision, "image_size", 224),
                PatchSize = patch,
                Width = visionWidth,
                Layers = Int(vision, "num_hidden_layers", 12),
                HeadWidth = visionWidth / visionHeads,
                MlpRatio = (double)Int(vision, "intermediate_size", 3072) / visionWidth,
            },
            Text = new ClipTextConfig
            {
                ContextLength = Int(text, "max_position_embeddings", 77),
                VocabSize = Int(text, "vocab_size", 49408),
                Width = textWidth,
                Heads = Int(text, "num_attention_heads", 8),
                Layers = Int(text, "num_hidden_layers", 12),
                MlpRatio = (double)Int(text, "intermediate_size", 2048) / textWidth,
                EndOfText = endsCaptions ? null : end,
            },
        };
        problems.AddRange(config.Problems());
        return problems.Count == 0 ? config : throw new InvalidDataException($"the Hugging Face CLIP config has problems: {string.Join(" ", problems)}");

        JsonObject Section(string name)
        {
            if (root[name] is JsonObject section) return section;
            problems.Add($"'{name}' is missing or not an object.");
            return [];
        }

        int Int(JsonObject section, string name, int orElse)
        {
            if (section[name] is not { } node) return orElse;
            if (node is JsonValue leaf && leaf.TryGetValue(out int value)) return value;
            problems.Add($"'{name}' is {node.ToJsonString()}; it must be a whole number.");
            return orElse;
        }
    }
}
