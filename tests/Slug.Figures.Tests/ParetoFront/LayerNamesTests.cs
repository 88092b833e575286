using Slug.Figures.ParetoFront;

namespace Slug.Figures.Tests.ParetoFront;

public class LayerNamesTests
{
    [Theory]
    [InlineData("transformer.resblocks.0.attn.out_proj.weight", "resblocks.0.attn.out_proj")]
    [InlineData("transformer.resblocks.3.attn.in_proj_weight", "resblocks.3.attn.in_proj")]
    [InlineData("visual.transformer.resblocks.1.mlp.c_fc.weight", "resblocks.1.mlp.c_fc")]
    [InlineData("visual.conv1.weight", "conv1")]
    [InlineData("visual.proj", "proj")]
    [InlineData("text_projection", "text_projection")]
    [InlineData("vision_model.encoder.layers.3.self_attn.q_proj.weight", "layers.3.self_attn.q_proj")]
    [InlineData("text_model.encoder.layers.11.self_attn.out_proj.weight", "layers.11.self_attn.out_proj")]
    public void Towers_and_weight_are_dropped(string full, string expected) => Assert.Equal(expected, LayerNames.Short(full));
}
