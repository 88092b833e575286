using Slug.Evaluation.Incremental;
using Slug.Models.Clip;

namespace Slug.Evaluation.Tests.Incremental;

/// <summary>How much of its tower lies below a layer: the less that is, the more is computed again at each step.</summary>
public class LayerDepthTests
{
    [Theory]
    [InlineData("visual.conv1.weight", LayerDepth.Input)]
    [InlineData("visual.ln_pre.weight", LayerDepth.Input)]
    [InlineData("visual.transformer.resblocks.0.attn.out_proj.weight", 0)]
    [InlineData("visual.transformer.resblocks.1.mlp.c_fc.weight", 1)]
    [InlineData("visual.ln_post.weight", 2)]
    [InlineData("visual.proj", 2)]
    [InlineData("token_embedding.weight", LayerDepth.Input)]
    [InlineData("transformer.resblocks.2.ln_1.weight", 2)]
    [InlineData("text_projection", 3)]
    public void A_layer_lies_as_deep_as_its_block(string name, int depth)
    {
        using var model = ClipModel.Create(
            new ClipConfig
            {
                EmbedDim = 8,
                Vision = new ClipVisionConfig { ImageSize = 8, PatchSize = 8, Width = 8, Layers = 2, HeadWidth = 8 },
                Text = new ClipTextConfig { ContextLength = 4, VocabSize = 8, Width = 8, Heads = 1, Layers = 3 },
            },
            1);
        var layer = model.Layers[name];
        Assert.Equal(depth, LayerDepth.Of(layer, LayerDepth.TowerOf(model, layer)));
    }
}
