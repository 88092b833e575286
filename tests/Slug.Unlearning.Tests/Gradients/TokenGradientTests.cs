using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Gradients;

public class TokenGradientTests
{
    private const string Layer = "transformer.resblocks.0.attn.out_proj.weight", Fused = "transformer.resblocks.1.attn.in_proj_weight";

    [Fact]
    public void Targets_are_the_mean_of_what_stands_for_each_token()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var captions = Captions(model);
        var targets = TokenObjective.Targets(model.TextTower, captions, batch: 2);
        Assert.True(targets.allclose(PlainTargets(model, captions), 1e-5, 1e-6));
        Assert.True(targets.allclose(TokenObjective.Targets(model.TextTower, captions, batch: 16), 1e-5, 1e-6));
    }

    [Theory]
    [InlineData(Layer)]
    [InlineData(Fused)]
    [InlineData("ln_final.weight")]
    [InlineData("token_embedding.weight")]
    public void It_is_the_slope_of_what_is_climbed(string name)
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        using var noGrad = no_grad();
        var captions = Captions(model);
        using var gradient = TokenGradient.Compute(model.TextTower, model.Layers, captions, batch: 2);
        // z0 is held fast, so the slope is taken with that of the original weights.
        var targets = PlainTargets(model, captions);
        var value = model.Layers[name].Value;
        var along = gradient[name].div(gradient[name].norm());
        const double step = 1e-2;
        value.add_(along, step);
        var above = PlainLoss(model, captions, targets);
        value.add_(along, -2 * step);
        var below = PlainLoss(model, captions, targets);
        var slope = (above - below) / (2 * step);
        var expected = gradient[name].norm().item<float>();
        Assert.InRange(slope / expected, 0.98, 1.02);
        Assert.InRange(gradient.MeanLoss, -1e9, -1e-9);
    }

    [Fact]
    public void Autograd_says_the_same()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var captions = Captions(model);
        using var gradient = TokenGradient.Compute(model.TextTower, model.Layers, captions);
        var parameter = model.Layers[Layer].Whole;
        var (targets, total) = (PlainTargets(model, captions), (Tensor)0f);
        var outputs = model.TextTower.Tokens(captions.Tokens);
        var counted = 0;
        foreach (var (row, place) in Counted(captions))
        {
            total = total.add(outputs[row, place].sub(targets[row, place]).square().sum());
            counted++;
        }

        var expected = autograd.grad([total.div(-counted)], [parameter])[0];
        Assert.True(gradient[Layer].allclose(expected, 1e-4, 1e-5 * expected.abs().max().item<float>()));
    }

    [Fact]
    public void It_leaves_the_model_alone_and_does_not_depend_on_the_batch()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var before = TinyClip.Snapshot(model);
        var captions = Captions(model);
        using var one = TokenGradient.Compute(model.TextTower, model.Layers, captions, batch: 1);
        using var all = TokenGradient.Compute(model.TextTower, model.Layers, captions, batch: 16);
        using var again = TokenGradient.Compute(model.TextTower, model.Layers, captions, batch: 16);
        Assert.All(all.Names, name => Assert.True(one[name].allclose(all[name], 1e-4, 1e-5 * all[name].abs().max().item<float>()), name));
        Assert.All(all.Names, name => Assert.True(all[name].Equals(again[name]), name));
        Assert.All(TinyClip.Snapshot(model), p => Assert.Equal(before[p.Key], p.Value));
        Assert.All(model.parameters(), p => Assert.True(p.requires_grad && p.grad is null));
    }

    [Fact]
    public void Only_what_token_outputs_depend_on_has_a_gradient()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var captions = Captions(model);
        using var all = TokenGradient.Compute(model.TextTower, model.Layers, captions);
        Assert.DoesNotContain(all.Names, name => name.StartsWith("visual.", StringComparison.Ordinal) || name is "text_projection" or "logit_scale");
        Assert.Contains(Fused, all.Names);
        // Stable Diffusion 2 leaves out the last block.
        using var less = TokenGradient.Compute(model.TextTower, model.Layers, captions, blocks: model.TextTower.BlockCount - 1);
        Assert.DoesNotContain(less.Names, name => name.StartsWith($"transformer.resblocks.{model.TextTower.BlockCount - 1}.", StringComparison.Ordinal));
        Assert.Contains(Layer, less.Names);
        using var some = TokenGradient.Compute(model.TextTower, model.Layers, captions, only: name => name == Layer);
        Assert.Equal([Layer], some.Names);
        Assert.True(some[Layer].allclose(all[Layer]));
    }

    [Fact]
    public void A_text_tower_alone_has_the_same_gradient()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        using var file = SafetensorsFile.Open(Path.Combine(TinyClip.Folder, "weights.safetensors"));
        using var text = ClipTextModel.Load(new ClipTextModelConfig(model.Config.Text, model.Config.QuickGelu), file);
        var captions = Captions(model);
        using var whole = TokenGradient.Compute(model.TextTower, model.Layers, captions);
        using var alone = TokenGradient.Compute(text.Tower, ClipLayers.Of(text, ClipLayout.OpenClip), captions);
        Assert.Equal(whole.Names, alone.Names);
        Assert.All(whole.Names, name => Assert.True(whole[name].allclose(alone[name], 1e-5, 1e-7), name));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(16, 1)]
    public void Passes_are_as_many_as_the_captions_need(int batch, int passes)
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        using var gradient = TokenGradient.Compute(model.TextTower, model.Layers, Captions(model), batch: batch);
        Assert.Equal((passes, TokenObjective.Name), (gradient.Batches, gradient.Loss));
        Assert.Equal(PlainLoss(model, Captions(model), PlainTargets(model, Captions(model))), gradient.MeanLoss, 1e-5 * Math.Abs(gradient.MeanLoss));
    }

    [Fact]
    public void Gradients_that_were_there_before_do_not_count_and_none_is_left()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var captions = Captions(model);
        using var expected = TokenGradient.Compute(model.TextTower, model.Layers, captions);
        Objective.Retain.Evaluate(model, TinyClip.Batches("retain")[0]).backward();
        using var gradient = TokenGradient.Compute(model.TextTower, model.Layers, captions, only: name => name == Layer);
        Assert.True(expected[Layer].Equals(gradient[Layer]));
        Assert.All(model.parameters(), p => Assert.True(p.requires_grad && p.grad is null));
    }

    [Fact]
    public void Cancelling_stops_before_the_next_pass()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        using var captions = Captions(model);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => TokenObjective.Targets(model.TextTower, captions, cancellation: cancellation.Token));
        Assert.Throws<OperationCanceledException>(() => TokenGradient.Compute(model.TextTower, model.Layers, captions, cancellation: cancellation.Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenObjective.Targets(model.TextTower, captions, batch: 0));
    }

    [Fact]
    public void Numbers_that_are_none_are_told_with_their_pass()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        using (no_grad()) model.LnFinal.get_parameter("weight")!.fill_(float.NaN);
        Assert.Equal(
            "the -|z-z0|^2 loss of batch 1 is NaN",
            Assert.Throws<NotFiniteNumberException>(() => TokenGradient.Compute(model.TextTower, model.Layers, Captions(model), batch: 1)).Message);
    }

    [Fact]
    public void A_gradient_without_end_is_told_with_its_layer_though_the_loss_is_a_number()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        // Values of 1e10 go into a matrix of zeros: the outputs do not see them, and its gradient is their product with what comes back, which a norm's weight of 1e16 makes 1e32.
        using (no_grad())
        {
            model.get_parameter("transformer.resblocks.1.attn.in_proj_bias")!.narrow(0, 96, 48).fill_(1e10);
            model.get_parameter("transformer.resblocks.1.attn.out_proj.weight")!.zero_();
            model.LnFinal.get_parameter("weight")!.fill_(1e16);
        }

        Assert.StartsWith(
            "the -|z-z0|^2 gradient of 'transformer.resblocks.1.attn.out_proj.weight': ",
            Assert.Throws<NotFiniteNumberException>(() => TokenGradient.Compute(model.TextTower, model.Layers, Captions(model))).Message);
    }

    /// <summary>Three captions of six tokens, each with four other names.</summary>
    private static TokenCaptions Captions(ClipModel model)
    {
        var end = model.Config.Text.VocabSize - 1;
        using var generator = new Generator(3);
        Tensor Ids(params long[] shape) => randint(1, end - 1, shape, dtype: ScalarType.Int64, generator: generator);
        var (tokens, others) = (Ids(3, 6), Ids(3, 4, 6));
        tokens.narrow(1, 5, 1).fill_(end);
        others.narrow(2, 5, 1).fill_(end);
        var read = tensor(Enumerable.Range(0, 18).Select(i => i % 6 >= 2 + (i / 6 % 2)).ToArray(), [3, 6]);
        var places = arange(6, dtype: ScalarType.Int64).view(1, 1, 6).expand(3, 4, 6).clone();
        // One of the names is shorter: its last token stands twice.
        places[0, 1, 3] = 2;
        return new TokenCaptions(tokens, read, others, places);
    }

    private static IEnumerable<(int Row, int Place)> Counted(TokenCaptions captions) =>
        from row in Enumerable.Range(0, 3) from place in Enumerable.Range(0, 6) where captions.Read[row, place].item<bool>() select (row, place);

    private static Tensor PlainTargets(ClipModel model, TokenCaptions captions)
    {
        using var noGrad = no_grad();
        var rows = Enumerable.Range(0, 3).Select(row => stack(Enumerable.Range(0, 6).Select(place => stack(Enumerable.Range(0, 4).Select(name =>
            model.TextTower.Tokens(captions.Others[row, name].unsqueeze(0))[0, captions.Places[row, name, place].item<long>()])).mean([0]))));
        return stack(rows);
    }

    private static double PlainLoss(ClipModel model, TokenCaptions captions, Tensor targets)
    {
        var outputs = model.TextTower.Tokens(captions.Tokens);
        return -Counted(captions).Average(c => outputs[c.Row, c.Place].sub(targets[c.Row, c.Place]).square().sum().item<float>());
    }
}
