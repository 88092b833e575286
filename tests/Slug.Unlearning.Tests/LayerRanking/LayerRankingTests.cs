using Slug.Models.Layers;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.LayerRanking;
using Slug.Unlearning.StepSearch;
using TorchSharp;

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
    public void Fewer_than_no_dominators_there_cannot_be() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ParetoFront.Of([], dominators: -1));

    [Fact]
    public void Scores_are_worked_out_by_hand_and_a_layer_of_zeros_has_no_importance()
    {
        const string first = "text_projection", second = "visual.proj", third = "transformer.resblocks.0.attn.out_proj.weight", left = "transformer.resblocks.1.attn.out_proj.weight";
        using var model = TinyClip.Load();
        GradientSet Constant(float[] values) => GradientSet.Of("test", new[] { first, second, third }.Zip(
            values, (name, value) => KeyValuePair.Create(name, torch.full(model.Layers[name].Value.shape, value))).ToList());
        using (torch.no_grad())
        {
            model.Layers[first].Value.fill_(4);
            model.Layers[second].Value.fill_(2);
            model.Layers[third].Value.zero_();
        }

        // The retain gradient points the other way, the same way, and nowhere.
        using var forget = Constant([2, 6, 1]);
        using var retain = Constant([-3, 5, 0]);
        var table = LayerTable.Score(model.Layers, forget, retain);
        var scores = table.Layers.ToDictionary(l => l.Name);
        Assert.DoesNotContain(left, scores.Keys);
        Assert.Equal((0.5, 1.0), (scores[first].Importance, scores[first].Alignment), Near);
        Assert.Equal((3.0, 1.0), (scores[second].Importance, scores[second].Alignment), Near);
        Assert.Equal((0.0, 0.0), (scores[third].Importance, scores[third].Alignment));
        var size = Math.Sqrt(model.Layers[first].Value.numel());
        Assert.Equal((4 * size, 2 * size), (scores[first].WeightNorm, scores[first].GradientNorm), Near);
        Assert.Equal([second], table.Of(Tower.Vision).Select(l => l.Name));

        static bool Near((double, double) one, (double, double) other) =>
            Math.Abs(one.Item1 - other.Item1) < 1e-4 * Math.Abs(one.Item1) + 1e-9 && Math.Abs(one.Item2 - other.Item2) < 1e-4 * Math.Abs(one.Item2) + 1e-9;
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
