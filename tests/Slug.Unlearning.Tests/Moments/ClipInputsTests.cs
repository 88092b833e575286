using Slug.Models.Clip;
using Slug.Models.Layers;
using Slug.Unlearning.Objectives;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Moments;

/// <summary>What is captured is what the layers are really given: autograd, which knows nothing of the listener, says so.</summary>
public class ClipInputsTests
{
    [Fact]
    public void Every_weights_gradient_is_made_of_the_captured_inputs()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var seen = Run(model);
        Assert.Equal(ClipInputs.Of(model).Select(i => i.Parameter).Order(StringComparer.Ordinal), seen.Keys.Order(StringComparer.Ordinal));
        foreach (var input in ClipInputs.Of(model))
        {
            var weight = model.get_parameter(input.Parameter)!;
            Assert.Equal(weight.numel(), input.Width * weight.shape[input.InputFirst ? 1 : 0]);
            // ∂L/∂W = Σ δ xᵀ: each row lies in the span of the inputs.
            var gradient = (input.InputFirst ? weight.grad!.t() : weight.grad!.flatten(1)).to_type(ScalarType.Float64);
            var rows = seen[input.Parameter].reshape(-1, input.Width).to_type(ScalarType.Float64);
            Assert.True(rows.shape[0] < input.Width, input.Parameter);
            var (basis, _) = linalg.qr(rows.t());
            var outside = gradient.sub(gradient.matmul(basis).matmul(basis.t())).norm().item<double>() / gradient.norm().item<double>();
            Assert.True(outside < 1e-5, $"{input.Parameter}: {outside:E2} outside");
            Assert.True(gradient.norm().item<double>() > 0, input.Parameter);
        }
    }

    [Theory]
    [InlineData("visual.transformer.resblocks.1.mlp.c_proj")]
    [InlineData("visual.transformer.resblocks.1.mlp.c_fc")]
    [InlineData("visual.transformer.resblocks.1.attn.out_proj")]
    [InlineData("transformer.resblocks.1.mlp.c_proj")]
    [InlineData("transformer.resblocks.1.mlp.c_fc")]
    [InlineData("transformer.resblocks.1.attn.out_proj")]
    public void In_the_last_block_the_pooled_tokens_input_is_known_from_its_gradients(string layer)
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var seen = Run(model);
        // Only the pooled token's output matters there: ∂L/∂W = δ xᵀ and ∂L/∂b = δ.
        var delta = model.get_parameter($"{layer}.bias")!.grad!;
        var expected = model.get_parameter($"{layer}.weight")!.grad!.t().mv(delta).div(delta.dot(delta));
        var rows = seen[$"{layer}.weight"];
        var pooled = layer.StartsWith("visual", StringComparison.Ordinal) ? rows[0, 0] : rows[0, -1];
        Assert.True(expected.allclose(pooled, 1e-3, 1e-4), $"{expected.sub(pooled).abs().max().item<float>()}");
    }

    [Fact]
    public void Nobody_is_told_after_the_end()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var told = 0;
        using (new ClipInputs(model, input => input.Tower == Tower.Language, (_, _) => told++)) model.EncodeText(TinyClip.Batches("retain")[0].Tokens);
        Assert.Equal(9, told);
        model.EncodeText(TinyClip.Batches("retain")[0].Tokens);
        Assert.Equal(9, told);
    }

    /// <summary>Runs the forget loss on one pair forward and backward.</summary>
    private static Dictionary<string, Tensor> Run(ClipModel model)
    {
        var seen = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var pair = TinyClip.Split(TinyClip.Batches("forget")[0].Images, TinyClip.Batches("forget")[0].Tokens, 1).First();
        using var listener = new ClipInputs(model, _ => true, (input, x) => seen[input.Parameter] = x.clone().DetachFromDisposeScope());
        Objective.Forget.Evaluate(model, pair).backward();
        return seen;
    }
}
