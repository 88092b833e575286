using Slug.Models.Layers;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.StepSearch;

public class StepSizeSearchTests
{
    /// <summary>A layer of one weight, 1, with gradient 1: its value is 1 + λ. The concept goes at given values.</summary>
    private sealed class OneWeight : nn.Module
    {
        public OneWeight()
            : base("one") => register_parameter("w", nn.Parameter(ones(1)));

        public float Value => get_parameter("w")!.item<float>();

        public LayerSet Layers => new([new LayerParameter(this, "w", "w", LayerView.Whole, huggingFace: false)]);
    }

    private sealed class Probe(OneWeight model, double top1Gone, double top5Gone, double rest = 0) : IUnlearningProbe
    {
        public int RetainedMeasured { get; private set; }

        public string? Focused { get; private set; }

        public void Focus(IReadOnlyList<string> layers) => Focused = string.Join(' ', layers);

        public ForgetAccuracy MeasureForget() => new(model.Value >= 1 + top1Gone ? rest : 1, model.Value >= 1 + top5Gone ? rest : 1) { Allowed = rest };

        public double MeasureRetained()
        {
            RetainedMeasured++;
            return 2 - model.Value;
        }
    }

    private static (StepSearchResult Result, Probe Probe, OneWeight Model) Run(double top1Gone, double top5Gone, StepSearchOptions? options = null)
    {
        var model = new OneWeight();
        var probe = new Probe(model, top1Gone, top5Gone);
        using var ascent = Directions.Of("w", ones(1));
        var result = StepSizeSearch.Run(model.Layers, LayerMove.Of("w"), ascent, probe, options ?? new StepSearchOptions());
        return (result, probe, model);
    }

    [Fact]
    public void What_may_be_left_of_what_is_gone_is_told()
    {
        var model = new OneWeight();
        using var ascent = Directions.Of("w", ones(1));
        var result = StepSizeSearch.Run(model.Layers, LayerMove.Of("w"), ascent, new Probe(model, 0.2, 0.55, rest: 0.08), new StepSearchOptions());
        // The steps are those of a concept of which nothing is left.
        Assert.Equal(Run(0.2, 0.55).Result.Trace.Select(e => e.Lambda), result.Trace.Select(e => e.Lambda));
        Assert.True(result.Forgotten);
        Assert.Equal(0.08, result.Reported!.Forget.Top1);
        Assert.Equal([1, 1, 1, 0.08], result.Trace.Take(4).Select(e => e.Forget.Top5));
    }

    [Fact]
    public void Doubles_until_gone_then_halves()
    {
        var (result, probe, model) = Run(0.2, 0.55);
        // λ₀ = 0.1: 0.1 0.2 0.4 leave it, 0.8 does not; then between 0.4 and 0.8.
        double[] expected = [0.1, 0.2, 0.4, 0.8, 0.6, 0.5, 0.55, 0.575, 0.5625, 0.55625];
        Assert.Equal(10, result.Trace.Count);
        Assert.All(result.Trace.Zip(expected).Take(6), pair => Assert.Equal(pair.Second, pair.First.Lambda, 1e-9));
        Assert.True(result.Forgotten);
        Assert.InRange(result.Reported!.Lambda, 0.549, 0.6);
        Assert.Equal(result.Trace.Where(e => e.Forget.Top5 == 0).Min(e => e.Lambda), result.Reported.Lambda);
        Assert.Equal(result.Reported.Lambda, result.RelativeChange, 1e-12);
        Assert.Equal("w", probe.Focused);
        Assert.Equal(1f, model.Value);
    }

    [Fact]
    public void Measures_what_is_retained_once_unless_asked_for_all()
    {
        var (lazy, lazyProbe, _) = Run(0.2, 0.5);
        Assert.Equal(1, lazyProbe.RetainedMeasured);
        Assert.Equal(1 - lazy.Reported!.Lambda, lazy.Reported.Retained!.Value, 1e-6);
        Assert.Single(lazy.Trace, e => e.Retained is not null);
        var (full, fullProbe, _) = Run(0.2, 0.5, new StepSearchOptions { FullTrace = true });
        Assert.Equal(10, fullProbe.RetainedMeasured);
        Assert.All(full.Trace, e => Assert.NotNull(e.Retained));
    }

    [Fact]
    public void Shrinks_when_the_first_step_is_too_large()
    {
        var (result, _, _) = Run(0.001, 0.01);
        Assert.Equal(0.1, result.Trace[0].Lambda, 1e-9);
        Assert.Equal(0.05, result.Trace[1].Lambda, 1e-9);
        Assert.InRange(result.Reported!.Lambda, 0.01, 0.011);
    }

    [Fact]
    public void Falls_back_to_the_first_place_alone()
    {
        var (result, _, _) = Run(3, double.PositiveInfinity);
        Assert.False(result.Forgotten);
        Assert.Equal(3.2, result.Reported!.Lambda, 1e-9);
    }

    [Fact]
    public void Says_when_nothing_helped()
    {
        var (result, probe, model) = Run(1e9, 1e9);
        Assert.Null(result.Reported);
        Assert.False(result.Forgotten);
        Assert.Equal(0, probe.RetainedMeasured);
        Assert.Equal(51.2, result.Trace[^1].Lambda, 1e-9);
        Assert.Equal(1f, model.Value);
    }

    [Fact]
    public void A_layer_without_gradient_is_not_searched()
    {
        var model = new OneWeight();
        using var ascent = Directions.Of("w", zeros(1));
        var result = StepSizeSearch.Run(model.Layers, LayerMove.Of("w"), ascent, new Probe(model, 1, 1), new StepSearchOptions());
        Assert.Empty(result.Trace);
    }

    [Fact]
    public void A_search_that_fails_restores_the_weights()
    {
        var model = new OneWeight();
        using var ascent = Directions.Of("w", ones(1));
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => StepSizeSearch.Run(
            model.Layers, LayerMove.Of("w"), ascent, new Probe(model, 1, 1), new StepSearchOptions(), cancellation.Token));
        Assert.Equal(1f, model.Value);
    }

    [Fact]
    public void A_step_at_which_numbers_overflow_is_an_error_that_names_layer_and_step()
    {
        var model = new OneWeight();
        using var ascent = GradientSet.Of("x", [KeyValuePair.Create("w", ones(1))]);
        var thrown = Assert.Throws<NotFiniteNumberException>(() => StepSizeSearch.Run(model.Layers, LayerMove.Of("w"), ascent, new Overflow(), new StepSearchOptions()));
        Assert.StartsWith("w moved by step size 0.1: features: ", thrown.Message);
        Assert.Equal(1, model.Value);
    }

    private sealed class Overflow : IUnlearningProbe
    {
        public void Focus(IReadOnlyList<string> layers)
        {
        }

        public ForgetAccuracy MeasureForget() => throw new NotFiniteNumberException("features: 1 of 1 numbers are NaN");

        public double MeasureRetained() => 1;
    }
}
