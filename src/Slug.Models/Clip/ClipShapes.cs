using Slug.Models.Checkpoints;

namespace Slug.Models.Clip;

/// <summary>The shapes of a CLIP's tensors by open_clip's names, known from its config alone: a checkpoint can be checked without a model.</summary>
public static class ClipShapes
{
    private const int MostNamed = 5;

    /// <summary>All tensors of both towers.</summary>
    /// <param name="config">The model's sizes.</param>
    public static IReadOnlyDictionary<string, long[]> Of(ClipConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var vision = config.Vision;
        var shapes = new Dictionary<string, long[]>(OfText(config.Text), StringComparer.Ordinal)
        {
            ["logit_scale"] = [],
            ["text_projection"] = [config.Text.Width, config.EmbedDim],
            ["visual.class_embedding"] = [vision.Width],
            ["visual.positional_embedding"] = [vision.Tokens, vision.Width],
            ["visual.proj"] = [vision.Width, config.EmbedDim],
            ["visual.conv1.weight"] = [vision.Width, 3, vision.PatchSize, vision.PatchSize],
        };
        Norm(shapes, "visual.ln_pre", vision.Width);
        Norm(shapes, "visual.ln_post", vision.Width);
        Blocks(shapes, "visual.", vision.Layers, vision.Width, vision.MlpRatio);
        return shapes;
    }

    /// <summary>The tensors of the text tower alone, without its projection.</summary>
    /// <param name="text">The tower's sizes.</param>
    public static IReadOnlyDictionary<string, long[]> OfText(ClipTextConfig text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal)
        {
            ["positional_embedding"] = [text.ContextLength, text.Width],
            ["token_embedding.weight"] = [text.VocabSize, text.Width],
        };
        Norm(shapes, "ln_final", text.Width);
        Blocks(shapes, "", text.Layers, text.Width, text.MlpRatio);
        return shapes;
    }

    /// <summary>Checks names and shapes of a checkpoint against a model's sizes; no weight is read.</summary>
    /// <param name="config">The model's sizes.</param>
    /// <param name="weights">The set of weights in any layout that <see cref="ClipLayouts"/> knows, without a prefix.</param>
    /// <exception cref="CheckpointException">It is no CLIP, or lists all missing, unexpected and wrongly shaped tensors.</exception>
    public static void RequireFit(ClipConfig config, ICheckpointFile weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var (shapes, file) = (Of(config), ClipLayouts.AsOpenClip(weights, ""));
        if (!file.Entries.Any(e => shapes.ContainsKey(e.Name)))
        {
            var held = weights.Entries.Select(e => e.Name).Take(MostNamed).ToList();
            throw new CheckpointException(weights.Path, [$"is no CLIP: none of its tensors is one of CLIP's, in open_clip's names or in Hugging Face's; it has {string.Join(", ", held)}{(weights.Entries.Count > MostNamed ? ", …" : "")}."]);
        }

        ModuleWeights.RequireFit(shapes, file);
    }

    private static void Norm(Dictionary<string, long[]> shapes, string name, long width) => shapes[$"{name}.weight"] = shapes[$"{name}.bias"] = [width];

    private static void Blocks(Dictionary<string, long[]> shapes, string tower, int count, long width, double mlpRatio)
    {
        var hidden = (long)(width * mlpRatio);
        for (var block = 0; block < count; block++)
        {
            var name = $"{tower}transformer.resblocks.{block}";
            Norm(shapes, $"{name}.ln_1", width);
            Norm(shapes, $"{name}.ln_2", width);
            (shapes[$"{name}.attn.in_proj_weight"], shapes[$"{name}.attn.in_proj_bias"]) = ([3 * width, width], [3 * width]);
            (shapes[$"{name}.attn.out_proj.weight"], shapes[$"{name}.attn.out_proj.bias"]) = ([width, width], [width]);
            (shapes[$"{name}.mlp.c_fc.weight"], shapes[$"{name}.mlp.c_fc.bias"]) = ([hidden, width], [hidden]);
            (shapes[$"{name}.mlp.c_proj.weight"], shapes[$"{name}.mlp.c_proj.bias"]) = ([width, hidden], [width]);
        }
    }
}
