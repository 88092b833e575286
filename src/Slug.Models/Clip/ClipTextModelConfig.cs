using Slug.Models.Checkpoints;

namespace Slug.Models.Clip;

/// <summary>The sizes of a <see cref="ClipTextModel"/>, as Hugging Face's <c>text_encoder/config.json</c> has them.</summary>
/// <param name="Text">The tower's sizes.</param>
/// <param name="QuickGelu">See <see cref="ClipConfig.QuickGelu"/>.</param>
public sealed record ClipTextModelConfig(ClipTextConfig Text, bool QuickGelu)
{
    /// <summary>The text encoder of Stable Diffusion 1.5 (hf://stable-diffusion-v1-5/stable-diffusion-v1-5/text_encoder/config.json).</summary>
    public static ClipTextModelConfig StableDiffusion15 { get; } = new(new ClipTextConfig { Width = 768, Heads = 12, Layers = 12 }, QuickGelu: true);

    /// <summary>The text encoder of Stable Diffusion 2.1, 23 of ViT-H-14's 24 blocks (hf://stabilityai/stable-diffusion-2-1/text_encoder/config.json).</summary>
    public static ClipTextModelConfig StableDiffusion21 { get; } = new(new ClipTextConfig { Width = 1024, Heads = 16, Layers = 23 }, QuickGelu: false);

    /// <summary>Reads a <c>config.json</c>, of a text model or of a whole CLIP.</summary>
    /// <exception cref="InvalidDataException">It describes another architecture or does not fit together; all problems are listed.</exception>
    public static ClipTextModelConfig Load(string path) => Read(ModelConfigJson.Open(path));

    /// <summary>Reads a config; what it leaves out has the defaults of transformers.</summary>
    /// <exception cref="InvalidDataException">It describes another architecture or does not fit together; all problems are listed.</exception>
    public static ClipTextModelConfig Read(ModelConfigJson json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.Section("text_config") is { } section) json = new ModelConfigJson(section, json.Source);
        json.Neutral("layer_norm_eps", "1e-5");
        json.Neutral("hidden_act", "\"quick_gelu\"", "\"gelu\"");
        var (width, hidden) = (json.Int("hidden_size", 512), json.Int("intermediate_size", 2048));
        var config = new ClipTextModelConfig(
            new ClipTextConfig
            {
                ContextLength = json.Int("max_position_embeddings", 77),
                VocabSize = json.Int("vocab_size", 49408),
                Width = width,
                Heads = json.Int("num_attention_heads", 8),
                Layers = json.Int("num_hidden_layers", 12),
                MlpRatio = hidden / (double)Math.Max(width, 1),
            },
            json.Text("hidden_act", "quick_gelu") == "quick_gelu");
        foreach (var (value, most, name) in new[]
        {
            (width, ModelSizes.MostChannels, "hidden_size"), (hidden, ModelSizes.MostHidden, "intermediate_size"), (config.Text.Heads, ModelSizes.MostChannels, "num_attention_heads"),
            (config.Text.Layers, ModelSizes.MostBlocks, "num_hidden_layers"), (config.Text.VocabSize, ModelSizes.MostIds, "vocab_size"), (config.Text.ContextLength, ModelSizes.MostChannels, "max_position_embeddings"),
        })
        {
            ModelSizes.Within(json.Problems, value, most, name);
        }

        if (json.Problems.Count == 0 && width % config.Text.Heads != 0) json.Problems.Add($"'num_attention_heads' ({config.Text.Heads}) must divide 'hidden_size' ({width}).");
        json.ThrowIfWrong("text encoder");
        return config;
    }
}
