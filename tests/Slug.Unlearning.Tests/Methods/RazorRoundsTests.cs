using Slug.Unlearning.Methods;
using Slug.Unlearning.StepSearch;

namespace Slug.Unlearning.Tests.Methods;

/// <summary>Scores and rounds of layers of few weights, by hand.</summary>
public class RazorRoundsTests
{
    private const string A = "visual.proj", B = "text_projection", C = "transformer.resblocks.0.attn.out_proj.weight";

    [Fact]
    public void A_layer_of_zeros_and_one_that_the_forget_loss_does_not_know_have_no_score_and_equals_stand_by_name()
    {
        using var model = new FewWeights((A, [0, 0]), (B, [3, 4]), (C, [3, 4]));
        using var forget = FewWeights.Along((A, [1, 1]), (B, [10, 0]), (C, [0, 10]));
        using var retain = FewWeights.Along((A, [1, 1]), (B, [0, 0]), (C, [0, 0]));
        Assert.Equal([(B, 2.0), (C, 2.0), (A, 0.0)], Razor.Scores(model.Layers, forget, retain, 3));
        using var unknown = FewWeights.Along((A, [1, 1]), (B, [0, 0]));
        Assert.Equal([(B, 0.0), (A, 0.0)], Razor.Scores(model.Layers, unknown, retain, 3));
        using var known = FewWeights.Along((A, [1, 1]), (B, [1, 0]));
        Assert.Equal([(B, 0.0), (A, 0.0)], Razor.Scores(model.Layers, unknown, known, 3));
        Assert.StartsWith(
            "The forget loss depends on none of the candidate layers.",
            Assert.Throws<ArgumentException>(() => Razor.Run(model.Layers, unknown, retain, new RazorOptions(), () => new ForgetAccuracy(0, 0), _ => { })).Message);
        using var none = FewWeights.Along();
        Assert.Throws<ArgumentException>(() => Razor.Run(model.Layers, none, retain, new RazorOptions(), () => new ForgetAccuracy(0, 0), _ => { }));
    }

    [Fact]
    public void Where_the_forget_gradient_is_nothing_the_retain_gradient_is_descended()
    {
        using var forget = FewWeights.Along((A, [0, 0]));
        using var retain = FewWeights.Along((A, [0, 10]));
        using var direction = Razor.Direction([A], forget, retain, 0.5);
        Assert.Equal([0f, -10f], direction[A].data<float>().ToArray());
        Assert.Equal("razor", direction.Loss);
    }

    [Fact]
    public void Layers_join_whose_score_is_above_the_threshold_and_the_step_is_bisected_as_often_as_asked()
    {
        // Scores 2, 1 and 0.5: thresholds are 1, ½ and ¼, so that the second and the third join one round after they reach it.
        using var model = new FewWeights((A, [1]), (B, [1]), (C, [1]));
        using var forget = FewWeights.Along((A, [2]), (B, [1]), (C, [0.5f]));
        using var retain = FewWeights.Along((A, [0]), (B, [0]), (C, [0]));
        var measured = 0;
        ForgetAccuracy Left()
        {
            measured++;
            // Gone when the second layer has moved by 0.05.
            return model[B][0] >= 1.05f - 1e-6f ? new ForgetAccuracy(0, 0) : new ForgetAccuracy(0.5, 1);
        }

        var weights = new List<float>();
        var rounds = Razor.Run(model.Layers, forget, retain, new RazorOptions { Bisections = 2 }, Left, _ => weights.Add(model[A][0]));
        Assert.Equal([(1.0, A), (0.5, $"{A} {B}")], rounds.Select(r => (r.Threshold, string.Join(' ', r.Layers))));
        // The longest step changes all that moves by a fifth: 0.2/2, then 0.2·√2/√5, halved, and the upper half halved.
        var longest = 0.2 * Math.Sqrt(2) / Math.Sqrt(5);
        Assert.Equal([0.1, longest / 2], rounds.Select(r => r.Step), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([new ForgetAccuracy(0.5, 1), new ForgetAccuracy(0, 0)], rounds.Select(r => r.Forget));
        // A round is shown with its own step, whatever was tried last; the first layer moves by twice that.
        Assert.Equal([1.2f, (float)(1 + longest)], weights, (a, b) => Math.Abs(a - b) < 1e-6f);
        // Once in the first round; then the longest step, its half, which is enough, and its quarter, which is not.
        Assert.Equal(4, measured);
        Assert.Equal(([1f], [1f]), (model[A], model[B]), (one, other) => one.Item1.SequenceEqual(other.Item1) && one.Item2.SequenceEqual(other.Item2));
    }

    [Fact]
    public void Cancelling_puts_the_weights_back()
    {
        using var model = new FewWeights((A, [1]));
        using var forget = FewWeights.Along((A, [2]));
        using var retain = FewWeights.Along((A, [0]));
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Razor.Run(model.Layers, forget, retain, new RazorOptions(), () =>
        {
            cancellation.Cancel();
            return new ForgetAccuracy(0, 0);
        }, _ => { }, cancellation.Token));
        Assert.Equal([1f], model[A]);
    }
}
