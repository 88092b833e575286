using Slug.Models.Training;
using Slug.Unlearning.Methods;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Methods;

/// <summary>
/// The schedule, decay groups and logit scale of the methods that follow gradients, worked out by hand. With a learning rate of 1e-12 AdamW's own
/// moves (at most about the rate) vanish beside a decoupled decay of 1e10, so that what a weight is multiplied by shows the rate of every step.
/// </summary>
public class MethodScheduleTests
{
    private const double Rate = 1e-12, Decay = 1e10;

    private static readonly MethodData Data = new(_ => TinyClip.Batches("forget"), _ => TinyClip.Batches("retain"), 3, 4);

    private static readonly MethodOptions Options = new() { Epochs = 2, LearningRate = Rate, Optimizer = new AdamWOptions { WeightDecay = Decay } };

    /// <summary>Three forget and four retain batches an epoch, two epochs.</summary>
    [Theory]
    [InlineData(MethodKind.FineTuning, 8)]
    [InlineData(MethodKind.GradientAscent, 6)]
    [InlineData(MethodKind.AscentAndFineTuning, 14)]
    [InlineData(MethodKind.SaliencyUnlearning, 14)]
    public void The_rate_falls_along_half_a_cosine_over_all_steps_of_all_epochs(MethodKind kind, int steps)
    {
        var expected = Enumerable.Range(0, steps).Aggregate(1.0, (factor, step) => factor * (1 - (0.01 * (1 + Math.Cos(Math.PI * step / steps)) / 2)));
        AssertMatricesAreMultipliedBy(expected, kind, Options);
    }

    [Fact]
    public void A_run_that_is_ended_early_keeps_the_schedule_of_the_whole()
    {
        var expected = Enumerable.Range(0, 4).Aggregate(1.0, (factor, step) => factor * (1 - (0.01 * (1 + Math.Cos(Math.PI * step / 8)) / 2)));
        AssertMatricesAreMultipliedBy(expected, MethodKind.FineTuning, Options, afterEpoch: _ => false);
    }

    [Fact]
    public void A_constant_rate_does_not_fall() =>
        AssertMatricesAreMultipliedBy(Math.Pow(0.99, 8), MethodKind.FineTuning, Options with { ConstantLearningRate = true });

    [Theory]
    [InlineData(5.0, 4.6051701859880914)]
    [InlineData(-0.5, 0.0)]
    [InlineData(3.0, 3.0)]
    public void The_logit_scale_stays_between_zero_and_the_logarithm_of_a_hundred(double before, double after)
    {
        using var model = TinyClip.Load();
        using (no_grad()) model.LogitScale.fill_(before);
        ComparisonMethod.Run(model, MethodKind.FineTuning, Data, Options with { Epochs = 1 }, _ => true);
        Assert.Equal(after, model.LogitScale.item<float>(), 1e-6);
    }

    private static void AssertMatricesAreMultipliedBy(double factor, MethodKind kind, MethodOptions options, Func<int, bool>? afterEpoch = null)
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        using var original = TinyClip.Load();
        ComparisonMethod.Run(model, kind, Data, options, afterEpoch ?? (_ => true));
        var before = original.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var (name, parameter) in model.named_parameters())
        {
            using var noGrad = no_grad();
            var expected = parameter.dim() >= 2 ? before[name] * factor : before[name];
            Assert.True(parameter.allclose(expected, rtol: 2e-6, atol: 1e-9), $"{name}: {(parameter - expected).abs().max().item<float>()}");
        }
    }
}
