namespace Slug.Models.Clip;

/// <summary>How large a CLIP model is, counted from its config alone: plans are made before there is a model.</summary>
public static class ClipSizes
{
    // What autograd keeps of a block for each token, in widths of the stream: the norms' inputs and outputs, queries, keys and values, what attention gives, its
    // projection, the MLP's hidden layer before and behind its activation, and the sums.
    private const int WidthsKept = 18;

    /// <summary>Parameters of both towers, both projections and the logit scale.</summary>
    public static long Parameters(ClipConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var (vision, text) = (config.Vision, config.Text);
        long width = vision.Width;
        // The patches' convolution has no bias; the class token has a vector, and every token a position; norms before and behind the blocks.
        var pictures = (3L * vision.PatchSize * vision.PatchSize * width) + width + (vision.Tokens * width) + (4 * width) + (width * config.EmbedDim);
        var captions = ((long)text.VocabSize * text.Width) + (text.ContextLength * (long)text.Width) + (2L * text.Width) + ((long)text.Width * config.EmbedDim);
        return pictures + (vision.Layers * Block(width, vision.MlpRatio)) + captions + (text.Layers * Block(text.Width, text.MlpRatio)) + 1;
    }

    /// <summary>Bytes that a pass with gradients keeps of one pair, float32: what each block keeps of its tokens, and the attention's weights.</summary>
    public static long ActivationBytes(ClipConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return sizeof(float) * (Tower(config.Vision.Tokens, config.Vision.Width, config.Vision.Width / config.Vision.HeadWidth, config.Vision.Layers)
            + Tower(config.Text.ContextLength, config.Text.Width, config.Text.Heads, config.Text.Layers));

        static long Tower(long tokens, long width, long heads, long layers) => layers * tokens * ((WidthsKept * width) + (2 * heads * tokens));
    }

    /// <summary>Of a block: two norms, queries, keys and values, the attention's output, and the MLP.</summary>
    private static long Block(long width, double mlpRatio)
    {
        var hidden = (long)(width * mlpRatio);
        return (4 * width) + (3 * ((width * width) + width)) + (width * width) + width + (2 * width * hidden) + hidden + width;
    }
}
