using Slug.Models.Clip;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Methods;
using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Methods;

public class RazorTests
{
    private const string First = "text_projection", Second = "visual.proj", Third = "transformer.resblocks.0.attn.out_proj.weight";

    [Fact]
    public void Scores_are_what_the_formula_says()
    {
        using var scope = NewDisposeScope();
        using var model = Flat();
        // All weights are 1 and all forget gradients 2, 1 and 1: |g_f|/|θ| is that number. Retain gradients are opposite, equal and zero.
        using var forget = Constant(model, 2, 1, 1);
        using var retain = Constant(model, -3, 5, 0);
        var scores = Razor.Scores(model.Layers, forget, retain, 2).ToDictionary(s => s.Layer, s => s.Score);
        Assert.Equal(8, scores[First], 1e-3);
        Assert.Equal(0, scores[Second], 1e-3);
        Assert.Equal(1, scores[Third], 1e-3);
        Assert.Equal(4, Razor.Scores(model.Layers, forget, retain, 1)[0].Score, 1e-3);
        Assert.Equal([First, Third, Second], scores.Keys);
    }

    [Fact]
    public void The_step_weighs_both_gradients_of_a_layer_by_their_length()
    {
        using var scope = NewDisposeScope();
        using var forget = GradientSet.Of("f", [KeyValuePair.Create("a", tensor(new float[] { 3, 4 })), KeyValuePair.Create("b", tensor(new float[] { 1, 2 }))]);
        using var retain = GradientSet.Of("r", [KeyValuePair.Create("a", tensor(new float[] { 0, 10 })), KeyValuePair.Create("b", tensor(new float[] { 0, 0 }))]);
        // ρ = 10/5, so that −(−λρ g_f + g_r) = 0.5·2·(3, 4) − (0, 10).
        using var direction = Razor.Direction(["a", "b"], forget, retain, 0.5);
        Assert.Equal([3f, -6f], direction["a"].data<float>().ToArray());
        Assert.Equal([0.5f, 1f], direction["b"].data<float>().ToArray());
    }

    [Fact]
    public void Layers_join_until_the_concept_is_forgotten_and_the_step_is_bisected()
    {
        using var scope = NewDisposeScope();
        using var model = Flat();
        using var forget = Constant(model, 1, 0.4f, 0.2f);
        using var retain = Constant(model, 0, 0, 0);
        // Scores 1, .4, .2 and thresholds .5, .25, .125: the concept goes when the second layer moves by .03 or more.
        var (before, told) = (TinyClip.Snapshot(model), new List<double>());
        var rounds = Razor.Run(model.Layers, forget, retain, new RazorOptions(), () => Left(model, Second, 0.03), _ => told.Add(Moved(model, Second)));
        Assert.Equal([[First], [First, Second]], rounds.Select(r => r.Layers));
        Assert.Equal([0.5, 0.25], rounds.Select(r => r.Threshold), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal([1.0, 0.0], rounds.Select(r => r.Forget.Top5));
        // The second round's layers go along (1, .4): the smallest step is .03/.4, and bisection comes near it from above.
        Assert.InRange(rounds[1].Step, 0.075 - 1e-6, 0.0765);
        Assert.Equal([0, rounds[1].Step * 0.4], told, (a, b) => Math.Abs(a - b) < 1e-6);
        // The first round's longest step changes its layer by a fifth.
        Assert.Equal(0.2, rounds[0].Step, 1e-6);
        Assert.All(TinyClip.Snapshot(model), p => Assert.Equal(before[p.Key], p.Value));
    }

    [Fact]
    public void Six_rounds_more_are_the_most_and_those_that_add_nothing_are_left_out()
    {
        using var scope = NewDisposeScope();
        using var model = Flat();
        using var retain = Constant(model, 0, 0, 0);
        using var forget = Constant(model, 1, 0.4f, 0.001f);
        var rounds = Razor.Run(model.Layers, forget, retain, new RazorOptions(), () => new ForgetAccuracy(1, 1), _ => { });
        // 0.5 / 2^6 is more than .001: the third layer never joins.
        Assert.Equal([1, 2], rounds.Select(r => r.Layers.Count));
        using var nearer = Constant(model, 1, 0.4f, 0.0079f);
        Assert.Equal([1, 2, 3], Razor.Run(model.Layers, nearer, retain, new RazorOptions(), () => new ForgetAccuracy(1, 1), _ => { }).Select(r => r.Layers.Count));
    }

    [Fact]
    public void It_has_rounds_and_no_epochs()
    {
        using var model = TinyClip.Load();
        var data = new MethodData(_ => [], _ => [], 0, 0);
        Assert.Contains("no epochs", Assert.Throws<ArgumentException>(() => ComparisonMethod.Run(model, MethodKind.Razor, data, new MethodOptions(), _ => true)).Message);
    }

    private static ClipModel Flat()
    {
        var model = TinyClip.Load();
        using var noGrad = no_grad();
        foreach (var name in (string[])[First, Second, Third]) model.Layers[name].Value.fill_(1);
        return model;
    }

    private static GradientSet Constant(ClipModel model, params float[] values) => GradientSet.Of("test", new[] { First, Second, Third }.Zip(
        values, (name, value) => KeyValuePair.Create(name, full(model.Layers[name].Value.shape, value).DetachFromDisposeScope())).ToList());

    private static double Moved(ClipModel model, string layer) => model.Layers[layer].Value.sub(1).abs().max().item<float>();

    private static ForgetAccuracy Left(ClipModel model, string layer, double enough)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return Moved(model, layer) >= enough ? new ForgetAccuracy(0, 0) : new ForgetAccuracy(0, 1);
    }
}
