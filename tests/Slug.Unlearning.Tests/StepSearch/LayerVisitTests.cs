using Slug.Unlearning.StepSearch;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.StepSearch;

/// <summary>Several layers in one search: the order of the visits, what each is measured with, and moves of more than one layer.</summary>
public class LayerVisitTests
{
    private const string Early = "visual.transformer.resblocks.0.mlp.c_fc.weight", Late = "visual.transformer.resblocks.5.mlp.c_fc.weight";
    private const string Text = "transformer.resblocks.2.mlp.c_fc.weight", Behind = "text_projection";

    /// <summary>Forgets when any weight has moved by a given share; keeps what is left of the first weight.</summary>
    private sealed class Probe(FewWeights model, double top1, double top5) : IUnlearningProbe
    {
        public List<string> Focused { get; } = [];

        public int Retained { get; private set; }

        public void Focus(IReadOnlyList<string> layers) => Focused.Add(string.Join('+', layers));

        public ForgetAccuracy MeasureForget() => new(Moved >= top1 ? 0 : 1, Moved >= top5 ? 0 : 1);

        public double MeasureRetained()
        {
            Retained++;
            return 1 - Moved;
        }

        private double Moved => model.Layers.Max(l => l.Value.sub(1).abs().max().item<float>());
    }

    [Fact]
    public void Towers_come_one_after_the_other_and_in_each_the_deepest_first()
    {
        using var model = new FewWeights((Text, [1]), (Early, [1]), (Behind, [1]), (Late, [1]));
        using var ascent = FewWeights.Along((Text, [1]), (Early, [1]), (Behind, [1]), (Late, [1]));
        var (probe, told) = (new Probe(model, 0.09, 0.09), new List<string>());
        // A move of two is as deep as its shallowest.
        IReadOnlyList<LayerMove> moves = [LayerMove.Of(Text), LayerMove.Of(Early), new LayerMove(Behind, [Behind]), new LayerMove(Late, [Late, Early]), LayerMove.Of(Late)];
        var result = StepSizeSearch.RunAll(model.Layers, moves, ascent, probe, new StepSearchOptions(), r => told.Add(r.Layer));
        Assert.Equal([Late, Early, $"{Late}+{Early}", Behind, Text], probe.Focused);
        Assert.Equal([Late, Early, Late, Behind, Text], told);
        Assert.Equal(moves.Select(m => m.Name), result.Layers.Select(l => l.Layer));
        Assert.NotNull(result.Winner);
        Assert.Equal([1f], model[Late]);
    }

    [Fact]
    public void A_second_model_searches_at_the_same_time_to_the_same_results()
    {
        string[] names = [.. Enumerable.Range(0, 6).Select(i => $"visual.transformer.resblocks.{i}.mlp.c_fc.weight")];
        (string, float[])[] weights = [.. names.Select((name, i) => (name, new[] { 1f + i }))], steps = [.. names.Select((name, i) => (name, new[] { 1f / (i + 1) }))];
        using FewWeights alone = new(weights), first = new(weights), other = new(weights);
        using var ascent = FewWeights.Along(steps);
        IReadOnlyList<LayerMove> moves = [.. names.Select(LayerMove.Of)];
        var (here, there, told) = (new Meeting(first), new Meeting(other), new List<string>());
        (here.Other, there.Other) = (there, here);
        var expected = StepSizeSearch.RunAll(alone.Layers, moves, ascent, new Meeting(alone), new StepSearchOptions());
        var threads = get_num_threads();
        set_num_threads(2);
        try
        {
            var found = StepSizeSearch.RunAll(first.Layers, moves, ascent, here, new StepSearchOptions(), r => told.Add(r.Layer), second: new SearchedModel(other.Layers, there));
            Assert.Equal(expected.Layers.SelectMany(l => l.Trace), found.Layers.SelectMany(l => l.Trace));
            Assert.Equal(expected.Winner!.Layer, found.Winner!.Layer);
        }
        finally
        {
            set_num_threads(threads);
        }

        // Told in the order of the visits, whoever was the quicker.
        Assert.Equal(names.Reverse(), told);
        Assert.True(here.Searched > 0 && there.Searched > 0, $"{here.Searched} and {there.Searched} layers");
        Assert.All(names.Index(), n => Assert.Equal([1f + n.Index], other[n.Item]));
    }

    [Fact]
    public void Nothing_is_searched_side_by_side_before_the_warm_up_and_a_failure_ends_both_searches()
    {
        string[] names = [.. Enumerable.Range(0, 6).Select(i => $"visual.transformer.resblocks.{i}.mlp.c_fc.weight")];
        (string, float[])[] weights = [.. names.Select(name => (name, new[] { 1f }))];
        using FewWeights first = new(weights), other = new(weights);
        using var ascent = FewWeights.Along(weights);
        var (probe, there) = (new Probe(first, 0.09, 0.09), new Broken());
        IReadOnlyList<LayerMove> moves = [.. names.Select(LayerMove.Of)];
        var threads = get_num_threads();
        set_num_threads(2);
        try
        {
            Assert.Throws<InvalidOperationException>(() => StepSizeSearch.RunAll(
                first.Layers, moves, ascent, new Slow(probe, there), new StepSearchOptions(),
                second: new SearchedModel(other.Layers, there, () => there.Before = (get_num_threads(), probe.Focused.Count))));
        }
        finally
        {
            set_num_threads(threads);
        }

        Assert.Equal((1, 0), there.Before);
        // The one that was under way when the other failed; on a busy machine one more may begin before the failure is told, but not all that are left.
        Assert.InRange(probe.Focused.Count, 0, 4);
        Assert.All(names, name => Assert.Equal([1f], first[name]));
    }

    private sealed class Broken : IUnlearningProbe
    {
        public ManualResetEventSlim Failed { get; } = new();

        public (int Threads, int Searched) Before { get; set; }

        public void Focus(IReadOnlyList<string> layers)
        {
        }

        public ForgetAccuracy MeasureForget()
        {
            Failed.Set();
            throw new InvalidOperationException("broken");
        }

        public double MeasureRetained() => 0;
    }

    /// <summary>Searches its first layer only when the other search has failed, and a while later.</summary>
    private sealed class Slow(Probe probe, Broken other) : IUnlearningProbe
    {
        public void Focus(IReadOnlyList<string> layers)
        {
            probe.Focus(layers);
            Assert.True(other.Failed.Wait(TimeSpan.FromMinutes(1)), "the other model was never searched");
            Thread.Sleep(200);
        }

        public ForgetAccuracy MeasureForget() => probe.MeasureForget();

        public double MeasureRetained() => probe.MeasureRetained();
    }

    /// <summary>Forgets when any weight has moved by a tenth of itself; the first search waits until the other model is searched as well.</summary>
    private sealed class Meeting(FewWeights model) : IUnlearningProbe
    {
        private readonly ManualResetEventSlim _begun = new();

        public Meeting? Other { get; set; }

        public int Searched { get; private set; }

        public void Focus(IReadOnlyList<string> layers)
        {
            Searched++;
            _begun.Set();
            Assert.True(Other is null || Other._begun.Wait(TimeSpan.FromMinutes(1)), "the other model was never searched");
        }

        public ForgetAccuracy MeasureForget() => Moved >= 0.09 ? new(0, 0) : new(1, 1);

        public double MeasureRetained() => 1 - Moved;

        private double Moved => model.Layers.Index().Max(l => Math.Abs((l.Item.Value.item<float>() / (1 + l.Index)) - 1));
    }

    [Fact]
    public void The_first_step_of_several_layers_is_a_tenth_of_all_their_weights_over_all_their_gradients()
    {
        // ‖(3, 4, 12)‖ = 13, ‖(6, 0, 8)‖ = 10.
        using var model = new FewWeights((Early, [3, 4]), (Text, [12]));
        using var ascent = FewWeights.Along((Early, [6, 0]), (Text, [8]));
        var result = StepSizeSearch.Run(model.Layers, new LayerMove("both", [Early, Text]), ascent, new Probe(model, 1e9, 1e9), new StepSearchOptions { Evaluations = 3 });
        Assert.Equal([0.13, 0.26, 0.52], result.Trace.Select(e => e.Lambda), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal((0.0, null), (result.RelativeChange, result.Reported));
        Assert.All(result.Trace, e => Assert.True(e.RetainedSkipped));
    }

    [Fact]
    public void What_is_reported_is_measured_at_its_own_step()
    {
        // A tenth is enough for the first place, a fifth for the first five, and nothing between the two.
        using var model = new FewWeights((Late, [1, 1]));
        using var ascent = FewWeights.Along((Late, [2, 2]));
        var probe = new Probe(model, 0.09, 0.19);
        var result = StepSizeSearch.Run(model.Layers, LayerMove.Of(Late), ascent, probe, new StepSearchOptions { Evaluations = 4 });
        // λ is 0.05 for a tenth: 0.05 0.1 0.075 0.0875.
        Assert.Equal([0.05, 0.1, 0.075, 0.0875], result.Trace.Select(e => e.Lambda), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal((0.1, 0.8, 0.2), (result.Reported!.Lambda, result.Reported.Retained!.Value, result.RelativeChange), (a, b) =>
            Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) + Math.Abs(a.Item3 - b.Item3) < 1e-5);
        Assert.Equal(1, probe.Retained);
        Assert.False(result.Trace[1].RetainedSkipped);
        Assert.Same(result.Trace[1], result.Reported);
    }

    [Fact]
    public void The_rule_of_UnlearnCanvas_begins_at_two_fifths_and_measures_both_every_time()
    {
        using var model = new FewWeights((Late, [1]));
        using var ascent = FewWeights.Along((Late, [2]));
        var probe = new Probe(model, 0.5, 0.5);
        // λ₀ = ½/2.5 = 0.2 moves by 0.4: too little and too dear; nothing is taken.
        var none = StepSizeSearch.Run(model.Layers, LayerMove.Of(Late), ascent, probe, new StepSearchOptions { Canvas = new CanvasRule(1) });
        Assert.Equal([(0.2, 0.6)], none.Trace.Select(e => (Math.Round(e.Lambda, 6), Math.Round(e.Retained!.Value, 6))));
        Assert.Equal((null, 0.0), (none.Reported, none.RelativeChange));
        // Where the domain was worse before, 0.2 is too little, (0.2 + 2)/2 = 1.1 too much, 0.65 too much, 0.425, 0.3125: moves by 0.625.
        var taken = StepSizeSearch.Run(model.Layers, LayerMove.Of(Late), ascent, probe, new StepSearchOptions { Canvas = new CanvasRule(0.4) });
        Assert.Equal([0.2, 1.1, 0.65, 0.425, 0.3125], taken.Trace.Select(e => Math.Round(e.Lambda, 6)));
        Assert.Equal(0.625, taken.RelativeChange, 1e-6);
        Assert.Equal([1f], model[Late]);
        // ‖θ‖ = 2, ‖g‖ = 2: λ begins at 0.4, and that is the share by which the layer moves.
        using var twice = new FewWeights((Late, [2]));
        var first = StepSizeSearch.Run(twice.Layers, LayerMove.Of(Late), ascent, new Probe(twice, 0.5, 0.5), new StepSearchOptions { Canvas = new CanvasRule(-0.8) });
        Assert.Equal((0.4, 0.4), (first.Reported!.Lambda, first.RelativeChange), (a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) < 1e-6);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => StepSizeSearch.Run(
            model.Layers, LayerMove.Of(Late), ascent, probe, new StepSearchOptions { Canvas = new CanvasRule(0.4) }, cancellation.Token));
    }

    [Fact]
    public void Layers_of_zeros_and_moves_of_none_are_not_searched()
    {
        using var model = new FewWeights((Late, [0, 0]));
        using var ascent = FewWeights.Along((Late, [1, 1]));
        var probe = new Probe(model, 0.1, 0.1);
        var result = StepSizeSearch.Run(model.Layers, LayerMove.Of(Late), ascent, probe, new StepSearchOptions());
        Assert.Equal((Late, 0, null, 0.0), (result.Layer, result.Trace.Count, result.Reported, result.RelativeChange));
        Assert.Empty(probe.Focused);
        Assert.StartsWith("'nothing' has no layers to move.", Assert.Throws<ArgumentException>(() => StepSizeSearch.Run(
            model.Layers, new LayerMove("nothing", []), ascent, probe, new StepSearchOptions())).Message);
    }
}
