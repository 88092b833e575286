using System.Text.Json;
using Slug.Models.Layers;

namespace Slug.Models.Tests.Layers;

public class LayerNamesTests
{
    [Theory]
    [InlineData("text_projection", Tower.Language, null, true, true)]
    [InlineData("visual.proj", Tower.Vision, null, true, true)]
    [InlineData("visual.conv1.weight", Tower.Vision, null, false, true)]
    [InlineData("visual.ln_pre.weight", Tower.Vision, null, false, true)]
    [InlineData("visual.ln_pre.bias", Tower.Vision, null, false, false)]
    [InlineData("visual.ln_post.weight", Tower.Vision, null, true, true)]
    [InlineData("ln_final.weight", Tower.Language, null, true, true)]
    [InlineData("transformer.resblocks.11.attn.in_proj_weight", Tower.Language, 11, false, true)]
    [InlineData("visual.transformer.resblocks.0.attn.in_proj_bias", Tower.Vision, 0, false, false)]
    [InlineData("positional_embedding", Tower.Language, null, false, false)]
    [InlineData("visual.class_embedding", Tower.Vision, null, false, false)]
    [InlineData("token_embedding.weight", Tower.Language, null, false, false)]
    [InlineData("logit_scale", Tower.Language, null, false, false)]
    public void Of_open_clip(string name, Tower tower, int? block, bool behind, bool candidate) => Check(name, tower, block, behind, candidate, huggingFace: false);

    [Theory]
    [InlineData("text_model.encoder.layers.0.self_attn.q_proj.weight", Tower.Language, 0, false, true)]
    [InlineData("text_model.encoder.layers.0.layer_norm1.weight", Tower.Language, 0, false, false)]
    [InlineData("vision_model.pre_layrnorm.weight", Tower.Vision, null, false, false)]
    [InlineData("vision_model.encoder.layers.23.mlp.fc1.weight", Tower.Vision, 23, false, true)]
    [InlineData("visual_projection.weight", Tower.Vision, null, true, true)]
    [InlineData("text_projection.weight", Tower.Language, null, true, true)]
    [InlineData("vision_model.embeddings.patch_embedding.weight", Tower.Vision, null, false, false)]
    [InlineData("vision_model.post_layernorm.weight", Tower.Vision, null, true, false)]
    [InlineData("text_model.final_layer_norm.weight", Tower.Language, null, true, false)]
    [InlineData("text_model.embeddings.position_embedding.weight", Tower.Language, null, false, false)]
    public void Of_hugging_face(string name, Tower tower, int? block, bool behind, bool candidate) => Check(name, tower, block, behind, candidate, huggingFace: true);

    [Theory]
    [InlineData("text_model.encoder.layers.3.self_attn.k_proj.weight", "text_model.encoder.layers.3.self_attn.{q,k,v}_proj.weight")]
    [InlineData("vision_model.encoder.layers.3.mlp.fc2.weight", "vision_model.encoder.layers.3.mlp.{fc1,fc2}.weight")]
    [InlineData("transformer.resblocks.3.mlp.c_fc.weight", "transformer.resblocks.3.mlp.{c_fc,c_proj}.weight")]
    [InlineData("transformer.resblocks.3.attn.in_proj_weight", "transformer.resblocks.3.attn.in_proj_weight")]
    [InlineData("text_model.encoder.layers.3.self_attn.out_proj.weight", "text_model.encoder.layers.3.self_attn.out_proj.weight")]
    [InlineData("text_model.encoder.layers.3.self_attn.k_proj.bias", "text_model.encoder.layers.3.self_attn.k_proj.bias")]
    public void What_moves_together_is_a_group(string name, string group) => Assert.Equal(group, LayerNames.GroupOf(name));

    [Fact]
    public void Every_tensor_of_the_real_models_has_one_place()
    {
        foreach (var card in JsonDocument.Parse(GoldenFiles.Text("openclip-shapes.json")).RootElement.EnumerateObject())
        {
            foreach (var name in card.Value.GetProperty("tensors").EnumerateObject().Select(t => t.Name))
            {
                Assert.False(LayerNames.IsHuggingFace(name), name);
                Assert.False(LayerNames.BlockOf(name) is not null && LayerNames.IsBehindBlocks(name), name);
            }
        }
    }

    private static void Check(string name, Tower tower, int? block, bool behind, bool candidate, bool huggingFace) =>
        Assert.Equal(
            (tower, block, behind, candidate),
            (LayerNames.TowerOf(name), LayerNames.BlockOf(name), LayerNames.IsBehindBlocks(name), LayerNames.IsCandidate(name, huggingFace)));
}
