using Slug.Models.Layers;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.StepSearch;

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
    public void Near_the_front_is_what_one_layer_at_most_beats_in_both()
    {
        LayerScore[] layers = [Layer("best", 3, 0.3), Layer("calm", 1, 0.1), Layer("once", 2, 0.4), Layer("twice", 1.5, 0.5), Layer("visual.alone", 0.1, 0.9, Tower.Vision)];
        Assert.Equal(["best", "calm", "once"], ParetoFront.Of(layers[..4], dominators: 1).Select(l => l.Name));
        Assert.Equal(["visual.alone", "best", "calm", "once"], LayerChoice.Candidates(new LayerTable(layers), [LayerChoice.Near]).Select(l => l.Name));
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
}
