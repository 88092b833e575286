using Slug.Models.Clip;

namespace Slug.Models.Vlm;

/// <summary>
/// What a LLaVA-1.5 model (Liu et al., arXiv 2310.03744) is made of: CLIP's vision tower, a projector of two layers, a Llama decoder. Read from the
/// <c>config.json</c> of Hugging Face's folders, see <see cref="LlavaConfigJson"/>.
/// </summary>
public sealed record LlavaConfig
{
    /// <summary>LLaVA's own <see cref="VisionFeatureLayer"/>.</summary>
    public const int UsualFeatureLayer = -2;

    /// <summary>The decoder.</summary>
    public required LlamaConfig Text { get; init; }

    /// <summary>The vision tower.</summary>
    public required ClipVisionConfig Vision { get; init; }

    /// <summary>Whether the vision tower's perceptrons use <c>x·sigmoid(1.702x)</c> in place of GELU.</summary>
    public bool QuickGelu { get; init; } = true;

    /// <summary>
    /// Which hidden state of the vision tower is what the decoder sees, <c>visionFeatureLayer</c>: 0 is the stream before the first block, n the one
    /// after n blocks; -1 the one after the last block, -2 after the last but one.
    /// </summary>
    public int VisionFeatureLayer { get; init; } = UsualFeatureLayer;

    /// <summary>Whether the class token is among what the decoder sees; without it only the patches are.</summary>
    public bool ClassToken { get; init; }

    /// <summary>Whether the projector has biases.</summary>
    public bool ProjectorBias { get; init; } = true;

    /// <summary>The id of <c>&lt;image&gt;</c>.</summary>
    public required int ImageToken { get; init; }

    /// <summary>The id that shorter prompts of a batch are filled with; it is never looked at.</summary>
    public int PadToken { get; init; }

    /// <summary>The id that opens every prompt.</summary>
    public int BeginToken { get; init; } = 1;

    /// <summary>The ids that end an answer.</summary>
    public IReadOnlyList<int> EndTokens { get; init; } = [2];

    /// <summary>Blocks of the vision tower that run before the features are taken.</summary>
    public int FeatureBlocks => BlocksBefore(VisionFeatureLayer, Vision.Layers);

    /// <summary>Tokens that a picture takes in a prompt.</summary>
    public int FeatureTokens => ClassToken ? Vision.Tokens : Vision.Tokens - 1;

    /// <summary>Blocks of a vision tower that run before a hidden state of it.</summary>
    /// <param name="featureLayer">The state, as <see cref="VisionFeatureLayer"/> counts.</param>
    /// <param name="layers">The tower's blocks.</param>
    public static int BlocksBefore(int featureLayer, int layers) => featureLayer < 0 ? layers + 1 + featureLayer : featureLayer;

    /// <summary>What is wrong, one line each; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>(Text.Problems());
        if (FeatureBlocks < 0 || FeatureBlocks > Vision.Layers)
            problems.Add($"vision_feature_layer is {VisionFeatureLayer}; a tower of {Vision.Layers} blocks has {-Vision.Layers - 1} to {Vision.Layers}.");
        if (ImageToken < 0) problems.Add($"image_token_index is {ImageToken}; it must be a token id.");
        foreach (var end in EndTokens.Where(end => end < 0 || end >= Text.VocabSize)) problems.Add($"eos_token_id is {end}; the vocabulary has {Text.VocabSize} ids.");
        return problems;
    }
}
