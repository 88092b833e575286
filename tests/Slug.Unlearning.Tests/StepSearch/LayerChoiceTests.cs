using Slug.Models.Layers;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.StepSearch;

namespace Slug.Unlearning.Tests.StepSearch;

public class LayerChoiceTests
{
    private static readonly LayerTable Table = new(
    [
        new("visual.proj", Tower.Vision, 1, 0.1, 1, 1),
        new("visual.transformer.resblocks.3.attn.out_proj.weight", Tower.Vision, 2, 0.2, 1, 1),
        new("transformer.resblocks.0.attn.out_proj.weight", Tower.Language, 3, 0.1, 1, 1),
        new("transformer.resblocks.1.mlp.c_fc.weight", Tower.Language, 1, 0.5, 1, 1),
    ]);

    private static StepSearchResult Result(string layer, double? lambda, double top1, double top5, double retained, double change = 1) =>
        new(layer, [], lambda is { } l ? new StepEvaluation(l, new ForgetAccuracy(top1, top5), retained) : null, change);

    [Fact]
    public void Pareto_joins_the_fronts_of_both_towers() =>
        Assert.Equal(3, LayerChoice.Candidates(Table, [LayerChoice.Pareto]).Count);

    [Fact]
    public void All_and_names_reach_layers_off_the_front()
    {
        Assert.Equal(4, LayerChoice.Candidates(Table, [LayerChoice.All]).Count);
        Assert.Equal("transformer.resblocks.1.mlp.c_fc.weight", Assert.Single(LayerChoice.Candidates(Table, ["transformer.resblocks.1.mlp.c_fc.weight"])).Name);
    }

    [Fact]
    public void Deepest_is_the_front_layer_of_the_highest_block() =>
        Assert.Equal("visual.transformer.resblocks.3.attn.out_proj.weight", Assert.Single(LayerChoice.Candidates(Table, [LayerChoice.Deepest])).Name);

    [Fact]
    public void Fronts_of_encoders_hold_the_front_of_every_encoder_that_lacks_layers_of_the_tower()
    {
        static LayerScore Layer(string name, double importance, double alignment) => new(name, Tower.Language, importance, alignment, 1, 1);
        LayerScore[] layers =
        [
            Layer("token_embedding.weight", 0.1, 0.9), Layer("transformer.resblocks.0.attn.out_proj.weight", 1, 0.5), Layer("transformer.resblocks.0.mlp.c_fc.weight", 0.9, 0.6),
            Layer("transformer.resblocks.1.attn.out_proj.weight", 2, 0.4), Layer("transformer.resblocks.2.mlp.c_fc.weight", 3, 0.3), Layer("text_projection", 9, 0.01), Layer("text_projection.weight", 9, 0.01),
        ];
        // The projection beats all; without it the last block beats all, without that the block before it.
        Assert.Equal(["text_projection", "text_projection.weight"], LayerChoice.Candidates(new LayerTable(layers), [LayerChoice.Pareto]).Select(l => l.Name));
        var all = LayerChoice.Candidates(new LayerTable([.. layers, new LayerScore("visual.proj", Tower.Vision, 99, 0, 1, 1)]), [LayerChoice.EncoderFronts]);
        Assert.Equal(["token_embedding.weight", "transformer.resblocks.0.attn.out_proj.weight", "transformer.resblocks.1.attn.out_proj.weight", "transformer.resblocks.2.mlp.c_fc.weight"], all.Select(l => l.Name));
        foreach (var blocks in Enumerable.Range(1, 3))
        {
            LayerTable encoder = new([.. layers.Where(l => !LayerNames.IsTextProjection(l.Name) && (LayerNames.BlockOf(l.Name) ?? 0) < blocks)]);
            Assert.Subset(all.ToHashSet(), encoder.Front(Tower.Language).ToHashSet());
        }
    }

    [Fact]
    public void Unknown_names_are_listed()
    {
        var message = Assert.Throws<ArgumentException>(() => LayerChoice.Candidates(Table, ["visual.proj", "nope", "nada"])).Message;
        Assert.StartsWith(
            "Not candidate layers: nope, nada. Give 'pareto', 'near', 'all', 'deepest' or names such as visual.proj, visual.transformer.resblocks.3.attn.out_proj.weight, transformer.resblocks.0.attn.out_proj.weight.",
            message);
        Assert.StartsWith("Not candidate layers: .", Assert.Throws<ArgumentException>(() => LayerChoice.Candidates(Table, [])).Message);
        // A rule stands alone: beside another word it is a name.
        Assert.StartsWith("Not candidate layers: all.", Assert.Throws<ArgumentException>(() => LayerChoice.Candidates(Table, ["all", "visual.proj"])).Message);
    }

    [Theory]
    [InlineData("pareto", true)]
    [InlineData("near", true)]
    [InlineData("all", true)]
    [InlineData("deepest", true)]
    [InlineData("encoderFronts", true)]
    [InlineData("best", false)]
    [InlineData("visual.proj", false)]
    public void Words_that_stand_for_a_rule(string word, bool isRule) => Assert.Equal(isRule, LayerChoice.IsRule(word));

    [Fact]
    public void Deepest_in_one_block_and_where_there_are_none_is_the_most_important()
    {
        LayerScore Layer(string name, double importance) => new(name, Tower.Vision, importance, 0, 1, 1);
        Assert.Equal("visual.transformer.resblocks.0.b", LayerChoice.DeepestOf([Layer("visual.proj", 9), Layer("visual.transformer.resblocks.0.a", 1), Layer("visual.transformer.resblocks.0.b", 2)]).Name);
        Assert.Equal("visual.proj", LayerChoice.DeepestOf([Layer("visual.conv1.weight", 8), Layer("visual.proj", 9)]).Name);
        Assert.StartsWith("There is no layer to choose from.", Assert.Throws<ArgumentException>(() => LayerChoice.DeepestOf([])).Message);
    }

    [Fact]
    public void What_is_alike_in_all_goes_by_name()
    {
        Assert.Equal("a", LayerChoice.Winner([Result("b", 1, 0, 0, 0.5), Result("a", 1, 0, 0, 0.5), Result("c", 1, 0, 0, 0.5)])!.Layer);
        StepSearchResult Search(string layer) => new(layer, [new StepEvaluation(1, new ForgetAccuracy(0.5, 1), null)], null, 0);
        Assert.Equal("a", LayerChoice.Nearest([Search("b"), Search("a"), Search("c")])!.Value.Search.Layer);
    }

    [Fact]
    public void The_winner_keeps_the_most_of_those_that_forgot()
    {
        var winner = LayerChoice.Winner([Result("a", 1, 0, 0, 0.5), Result("b", 2, 0, 0, 0.7), Result("c", 3, 0, 0.2, 0.9), Result("d", null, 1, 1, 0)]);
        Assert.Equal("b", winner!.Layer);
    }

    [Fact]
    public void Ties_go_to_the_smaller_change() =>
        Assert.Equal("b", LayerChoice.Winner([Result("a", 1, 0, 0, 0.5, 2), Result("b", 2, 0, 0, 0.5, 1)])!.Layer);

    [Fact]
    public void First_place_alone_counts_when_no_layer_did_better() =>
        Assert.Equal("c", LayerChoice.Winner([Result("c", 3, 0, 0.2, 0.9), Result("d", null, 1, 1, 0)])!.Layer);

    [Fact]
    public void Nothing_forgotten_has_no_winner() => Assert.Null(LayerChoice.Winner([Result("d", null, 1, 1, 0)]));

    [Fact]
    public void Nearest_to_forgetting_is_what_leaves_the_least_by_the_smallest_change()
    {
        StepSearchResult Search(string layer, params (double Lambda, double Top1, double Top5)[] trace) =>
            new(layer, [.. trace.Select(t => new StepEvaluation(t.Lambda, new ForgetAccuracy(t.Top1, t.Top5), null))], null, 0);

        Assert.Null(LayerChoice.Nearest([Search("a")]));
        // The least FA@1; of two alike the lower FA@5; of those the smaller change in units of the layer's own first step.
        var nearest = LayerChoice.Nearest([Search("a", (1, 1, 1), (2, 0.5, 1)), Search("b", (10, 0.5, 0.75), (20, 0.5, 0.75)), Search("c", (0.5, 1, 1), (1.5, 0.5, 0.75))])!.Value;
        Assert.Equal(("b", 10), (nearest.Search.Layer, nearest.Evaluation.Lambda));
    }
}
