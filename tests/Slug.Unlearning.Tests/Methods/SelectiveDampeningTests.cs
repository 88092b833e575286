using Slug.Unlearning.Methods;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Methods;

/// <summary>
/// Dampening written out plainly: importance as the mean of squared batch gradients, λ from 0.1 to 5 in ten even steps and no further, weights multiplied by
/// <c>min(1, λ I_r / I_f)</c> epoch after epoch where <c>I_f &gt; α I_r</c>.
/// </summary>
public class SelectiveDampeningTests
{
    private static readonly MethodData Data = new(_ => TinyClip.Batches("forget"), _ => TinyClip.Batches("retain"), 3, 4);

    [Theory]
    [InlineData(1, false, 10)]
    [InlineData(12, false, 2)]
    [InlineData(3, true, 1.5)]
    public void Weights_are_what_the_formula_says(int epochs, bool contrastive, double alpha)
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        using var original = TinyClip.Load();
        ComparisonMethod.Run(model, MethodKind.SelectiveDampening, Data, new MethodOptions { Epochs = epochs, ContrastiveForget = contrastive, DampeningAlpha = alpha }, _ => true);
        var forget = Importance("forget", contrastive ? Objective.Retain : Objective.Forget);
        var retain = Importance("retain", Objective.Retain);
        using var noGrad = no_grad();
        long dampened = 0, left = 0;
        foreach (var (name, parameter) in original.named_parameters())
        {
            var chosen = forget[name].gt(retain[name] * alpha).logical_and(parameter.dim() > 0);
            Tensor expected = parameter.clone();
            for (var epoch = 0; epoch < epochs; epoch++)
            {
                var lambda = 0.1 + (4.9 * Math.Min(epoch, 9) / 9);
                expected = where(chosen, expected * (retain[name] * lambda / forget[name]).clamp_max(1), expected);
            }

            Assert.True(model.get_parameter(name)!.allclose(expected, 1e-4, 1e-8), name);
            dampened += chosen.sum().item<long>();
            left += chosen.logical_not().sum().item<long>();
        }

        // Otherwise it would show nothing.
        Assert.True(dampened > 100 && left > 100, $"{dampened} and {left}");
        Assert.All(model.parameters(), p => Assert.Null(p.grad));

        Dictionary<string, Tensor> Importance(string set, Objective objective)
        {
            var (sums, batches) = (original.named_parameters().ToDictionary(p => p.name, p => zeros_like(p.parameter, requires_grad: false)), TinyClip.Batches(set));
            foreach (var batch in batches)
            {
                foreach (var parameter in original.parameters()) parameter.grad = null;
                objective.Evaluate(original, batch).backward();
                foreach (var (name, parameter) in original.named_parameters()) sums[name] += parameter.grad is { } g ? g * g : zeros_like(parameter);
            }

            return sums.ToDictionary(s => s.Key, s => s.Value / batches.Count);
        }
    }

    [Theory]
    [InlineData(true, "1-cos")]
    [InlineData(false, "contrastive")]
    public void Sets_without_pairs_are_refused(bool forget, string loss)
    {
        using var model = TinyClip.Load();
        var data = forget ? Data with { Forget = _ => [] } : Data with { Retain = _ => [] };
        var message = Assert.Throws<ArgumentException>(() => ComparisonMethod.Run(model, MethodKind.SelectiveDampening, data, new MethodOptions(), _ => true)).Message;
        Assert.StartsWith($"The set whose {loss} importance is asked for has no pairs.", message);
    }

    [Fact]
    public void The_scale_of_the_logits_stays_however_much_it_matters()
    {
        using var model = TinyClip.Load();
        var before = TinyClip.Snapshot(model);
        // Every weight that matters to the forget set is dampened, and under this loss the scale does.
        ComparisonMethod.Run(model, MethodKind.SelectiveDampening, Data, new MethodOptions { Epochs = 1, ContrastiveForget = true, DampeningAlpha = 0 }, _ => true);
        var after = TinyClip.Snapshot(model);
        Assert.Equal(before["logit_scale"], after["logit_scale"]);
        Assert.NotEqual(before["text_projection"], after["text_projection"]);
    }

    [Fact]
    public void An_importance_without_end_is_told_with_its_weight()
    {
        using var model = TinyClip.Load();
        using (no_grad()) model.TextProjection.fill_(float.NaN);
        Assert.Matches(
            "^the importance of '.+' to the 1-cos set: ",
            Assert.Throws<NotFiniteNumberException>(() => ComparisonMethod.Run(model, MethodKind.SelectiveDampening, Data, new MethodOptions(), _ => true)).Message);
    }
}
