using System.Text;
using System.Text.Json.Serialization;

namespace Slug.Models.Clip;

/// <summary>The vision tower's sizes.</summary>
public sealed record ClipVisionConfig
{
    /// <summary>Height and width of the input, in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Height and width of a patch; the stem is one convolution of this size and stride.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int Width { get; init; }

    /// <summary>Number of residual blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Width of one attention head.</summary>
    public int HeadWidth { get; init; } = 64;

    /// <summary>Width of the MLP's hidden layer, in widths of the stream.</summary>
    public double MlpRatio { get; init; } = 4.0;

    /// <summary>Tokens that the blocks see: the class token and the patches.</summary>
    public int Tokens => 1 + (ImageSize / PatchSize * (ImageSize / PatchSize));
}

/// <summary>The text tower's sizes.</summary>
public sealed record ClipTextConfig
{
    /// <summary>The longest caption, in tokens, start and end included.</summary>
    public int ContextLength { get; init; } = 77;

    /// <summary>Number of token ids.</summary>
    public int VocabSize { get; init; } = 49408;

    /// <summary>Width of the residual stream.</summary>
    public required int Width { get; init; }

    /// <summary>Attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Number of residual blocks.</summary>
    public required int Layers { get; init; }

    /// <summary>Width of the MLP's hidden layer, in widths of the stream.</summary>
    public double MlpRatio { get; init; } = 4.0;

    /// <summary>The id at whose first occurrence a caption is pooled; null pools at the caption's largest id, which CLIP's tokenizer ends captions with.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? EndOfText { get; init; }
}

/// <summary>
/// The sizes of a CLIP model in open_clip's terms. Read from open_clip's model cards (<c>vision_cfg</c>, <c>text_cfg</c>) or from the
/// same with <c>vision</c> and <c>text</c> (<see cref="ClipConfigJson"/>), or from the <c>config.json</c> of a Hugging Face checkpoint
/// (<see cref="HuggingFaceClipConfig"/>).
/// </summary>
public sealed record ClipConfig
{
    /// <summary>Width of the space that images and captions share.</summary>
    public required int EmbedDim { get; init; }

    /// <summary>The vision tower.</summary>
    public required ClipVisionConfig Vision { get; init; }

    /// <summary>The text tower.</summary>
    public required ClipTextConfig Text { get; init; }

    /// <summary>Whether the MLPs use <c>x·sigmoid(1.702x)</c>, as OpenAI's weights do, in place of GELU.</summary>
    public bool QuickGelu { get; init; }

    /// <summary>Reads a config file.</summary>
    /// <exception cref="InvalidDataException">The file is not a CLIP config; all problems are listed.</exception>
    public static ClipConfig Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads a config from JSON.</summary>
    /// <exception cref="InvalidDataException">It is not a CLIP config; all problems are listed.</exception>
    public static ClipConfig Parse(string json) => HuggingFaceClipConfig.IsOne(json) ? HuggingFaceClipConfig.Parse(json) : ClipConfigJson.Parse(json);

    /// <summary>The config as JSON, as <see cref="Parse"/> reads it.</summary>
    public string ToJson() => ClipConfigJson.Write(this);

    /// <summary>What is wrong with the sizes, one line each; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Positive(EmbedDim, "embed_dim");
        Positive(Vision.ImageSize, "vision.image_size");
        Positive(Vision.PatchSize, "vision.patch_size");
        Positive(Vision.Width, "vision.width");
        Positive(Vision.Layers, "vision.layers");
        Positive(Vision.HeadWidth, "vision.head_width");
        Positive(Text.ContextLength, "text.context_length");
        Positive(Text.VocabSize, "text.vocab_size");
        Positive(Text.Width, "text.width");
        Positive(Text.Heads, "text.heads");
        Positive(Text.Layers, "text.layers");
        if (!(Vision.MlpRatio > 0)) problems.Add($"vision.mlp_ratio is {Vision.MlpRatio}; it must be positive.");
        if (!(Text.MlpRatio > 0)) problems.Add($"text.mlp_ratio is {Text.MlpRatio}; it must be positive.");
        if (problems.Count > 0) return problems;
        if (Text.EndOfText is { } end && (end < 0 || end >= Text.VocabSize)) problems.Add($"text.end_of_text is {end}; ids are 0 to {Text.VocabSize - 1}.");
        Divides(Vision.PatchSize, Vision.ImageSize, "vision.patch_size", "vision.image_size");
        Divides(Vision.HeadWidth, Vision.Width, "vision.head_width", "vision.width");
        Divides(Text.Heads, Text.Width, "text.heads", "text.width");
        return problems;

        void Positive(int value, string name)
        {
            if (value <= 0) problems.Add($"{name} is {value}; it must be positive.");
        }

        void Divides(int part, int whole, string partName, string wholeName)
        {
            if (whole % part != 0) problems.Add($"{partName} ({part}) must divide {wholeName} ({whole}).");
        }
    }

    /// <summary>Throws when <see cref="Problems"/> has any.</summary>
    internal void Check()
    {
        var problems = Problems();
        if (problems.Count > 0) throw new InvalidDataException(Describe(problems));
    }

    internal static string Describe(IReadOnlyList<string> problems) =>
        new StringBuilder("the CLIP config has ").Append(problems.Count).Append(problems.Count == 1 ? " problem: " : " problems: ").AppendJoin(" ", problems).ToString();
}
