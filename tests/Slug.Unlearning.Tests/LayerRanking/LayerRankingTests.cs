using Slug.Unlearning.LayerRanking;

namespace Slug.Unlearning.Tests.LayerRanking;

public class LayerRankingTests
{
    private static LayerScore Layer(string name, double importance, double alignment, Tower tower = Tower.Language) =>
        new(name, tower, importance, alignment, 1, importance);

    [Fact]
    public void The_front_keeps_what_nothing_beats_in_both()
    {
        var layers = new[] { Layer("best", 3, 0.3), Layer("calm", 1, 0.1), Layer("beaten", 2, 0.4), Layer("lowest", 0.5, 0.2) };
        Assert.Equal(["best", "calm"], ParetoFront.Of(layers).Select(l => l.Name));
    }

    [Fact]
    public void Ties_in_one_measure_beat_nothing()
    {
        var layers = new[] { Layer("a", 2, 0.2), Layer("b", 2, 0.1), Layer("c", 1, 0.1), Layer("d", 2, 0.2) };
        Assert.Equal(["a", "b", "c", "d"], ParetoFront.Of(layers).Select(l => l.Name));
    }

    [Fact]
    public void Towers_are_ranked_apart()
    {
        var table = new LayerTable([Layer("visual.weak", 1, 0.9, Tower.Vision), Layer("strong", 2, 0.1)]);
        Assert.Equal("visual.weak", Assert.Single(table.Front(Tower.Vision)).Name);
        Assert.Equal("strong", Assert.Single(table.Front(Tower.Language)).Name);
    }

    [Fact]
    public void Candidates_of_open_clip_names_keep_norm_weights_and_projections()
    {
        string[] names =
        [
            "positional_embedding", "text_projection", "logit_scale", "visual.class_embedding", "visual.positional_embedding", "visual.proj", "visual.conv1.weight",
            "visual.ln_pre.weight", "visual.ln_pre.bias", "transformer.resblocks.0.attn.in_proj_weight", "transformer.resblocks.0.attn.in_proj_bias",
            "token_embedding.weight", "ln_final.weight",
        ];
        Assert.Equal(
            [("text_projection", Tower.Language), ("visual.proj", Tower.Vision), ("visual.conv1.weight", Tower.Vision), ("visual.ln_pre.weight", Tower.Vision),
                ("transformer.resblocks.0.attn.in_proj_weight", Tower.Language), ("ln_final.weight", Tower.Language)],
            LayerCandidates.Of(names));
    }

    [Fact]
    public void Candidates_of_hugging_face_names_leave_norms_out()
    {
        string[] names =
        [
            "text_model.encoder.layers.0.self_attn.q_proj.weight", "text_model.encoder.layers.0.layer_norm1.weight", "vision_model.pre_layrnorm.weight",
            "vision_model.encoder.layers.0.mlp.fc1.weight", "visual_projection.weight", "text_projection.weight", "vision_model.embeddings.patch_embedding.weight",
        ];
        Assert.Equal(
            [("text_model.encoder.layers.0.self_attn.q_proj.weight", Tower.Language), ("vision_model.encoder.layers.0.mlp.fc1.weight", Tower.Vision),
                ("visual_projection.weight", Tower.Vision), ("text_projection.weight", Tower.Language)],
            LayerCandidates.Of(names));
    }
}
