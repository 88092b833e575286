using Slug.Models.Checkpoints;
using Slug.Models.Clip;
using Slug.Unlearning.Gradients;
using Slug.Unlearning.Moments;
using Slug.Unlearning.Objectives;
using Slug.Unlearning.Tests.Moments;
using Slug.Unlearning.Whitening;
using static TorchSharp.torch;

namespace Slug.Unlearning.Tests.Whitening;

public class WhitenedDirectionTests
{
    [Fact]
    public void On_a_linear_layer_it_is_what_the_formula_says()
    {
        using var scope = NewDisposeScope();
        // Retained inputs (2, 0) alone: C = diag(4, 0), mean(diag C) = 2, so that the inverse is diag(1/(2+d), 1/d).
        var direction = WhitenedDirection.Of(tensor(new float[] { 3, 1, -6, 2 }, [2, 2]), tensor(new double[] { 4, 0, 0, 0 }, [2, 2]), 0.5);
        Assert.Equal([3 / 2.5f, 2f, -6 / 2.5f, 4f], direction.flatten().data<float>().ToArray());
    }

    [Fact]
    public void Layers_whose_inputs_were_not_summed_keep_their_gradient_and_no_damping_is_refused()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        using var gradient = GradientSet.Of("test", [KeyValuePair.Create("visual.proj", ones(64, 32)), KeyValuePair.Create("text_projection", ones(48, 32))]);
        using var moments = new SecondMoments([KeyValuePair.Create("text_projection", (eye(48, dtype: ScalarType.Float64).DetachFromDisposeScope(), 1L))]);
        using var direction = WhitenedDirection.Of(gradient, model, moments, 1);
        Assert.True(direction["visual.proj"].Equals(gradient["visual.proj"]));
        // C is the identity, and with d = 1 all is halved.
        Assert.True(direction["text_projection"].allclose(gradient["text_projection"] * 0.5));
        Assert.Equal("test", direction.Loss);
        Assert.Throws<ArgumentOutOfRangeException>(() => WhitenedDirection.Of(gradient, model, moments, 0));
    }

    [Fact]
    public void It_spares_what_retained_inputs_use_where_the_gradient_does_not()
    {
        using var scope = NewDisposeScope();
        // y = W x of a layer [3, 4]. Retained inputs span e1 and e2, the concept's is x = (1, 1, 1, 0): the forget loss's gradient is δ xᵀ. The best change, which
        // moves the concept and no retained input, is along δ (0, 0, 1, 0).
        var (delta, concept) = (tensor(new float[] { 1, -2, 0.5f }), tensor(new float[] { 1, 1, 1, 0 }));
        var retained = tensor(new float[] { 1, 0, 0, 0, 2, -1, 0, 0, 0, 3, 0, 0 }, [3, 4]);
        var gradient = outer(delta, concept);
        var wide = retained.to_type(ScalarType.Float64);
        var direction = WhitenedDirection.Of(gradient, wide.t().matmul(wide).div(3), 1e-6);
        double Moved(Tensor change) => change.matmul(retained.t()).norm().item<float>() / change.mv(concept).norm().item<float>();
        Assert.InRange(Moved(direction), 0, 1e-5);
        Assert.InRange(Moved(gradient), 1, 2);
        var best = outer(delta, tensor(new float[] { 0, 0, 1, 0 }));
        Assert.InRange(direction.mul(best).sum().item<float>() / direction.norm().item<float>() / best.norm().item<float>(), 1 - 1e-6, 1 + 1e-6);
    }

    [Fact]
    public void Autograd_of_what_retained_outputs_move_by_gives_the_gradient_back()
    {
        using var scope = NewDisposeScope();
        // The direction D minimises ½ mean ‖D x‖² / mean(diag C) + ½ d ‖D‖² − <g, D>: at it the first two terms' gradient is g.
        var (gradient, x) = (randn(5, 4, generator: new Generator(1)), randn(50, 4, generator: new Generator(2)));
        var wide = x.to_type(ScalarType.Float64);
        var c = wide.t().matmul(wide).div(50);
        using var direction = WhitenedDirection.Of(gradient, c, 0.05);
        var d = direction.to_type(ScalarType.Float64).requires_grad_();
        var moved = d.matmul(wide.t()).square().sum([0]).mean().div(c.diagonal().mean()).add(d.square().sum().mul(0.05)).div(2);
        Assert.True(autograd.grad([moved], [d])[0].allclose(gradient.to_type(ScalarType.Float64), 1e-5, 1e-6));
    }

    [Fact]
    public void Two_runs_write_the_same_bytes()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        var files = Enumerable.Range(0, 2).Select(_ =>
        {
            using var gradient = GradientComputation.Compute(model, TinyClip.Batches("forget"), Objective.Forget);
            using var moments = SecondMomentsTests.Gather(model, 8);
            using var direction = WhitenedDirection.Of(gradient, model, moments, 0.01);
            var path = Path.GetTempFileName();
            direction.Save(path);
            var bytes = File.ReadAllBytes(path);
            File.Delete(path);
            return bytes;
        }).ToList();
        Assert.Equal(files[0], files[1]);
    }

    [Fact]
    public void Much_damping_is_the_gradient_itself()
    {
        using var scope = NewDisposeScope();
        var gradient = randn(5, 4, generator: new Generator(1));
        var x = randn(9, 4, generator: new Generator(2)).to_type(ScalarType.Float64);
        var direction = WhitenedDirection.Of(gradient, x.t().matmul(x), 1e6);
        Assert.True(direction.mul(1e6).allclose(gradient, 1e-4, 1e-5));
    }

    [Fact]
    public void Inputs_of_zeros_leave_the_gradient()
    {
        using var scope = NewDisposeScope();
        var gradient = randn(5, 4, generator: new Generator(1));
        Assert.True(WhitenedDirection.Of(gradient, zeros(4, 4, ScalarType.Float64), 0.1).Equals(gradient));
    }

    [Fact]
    public void Each_layer_of_a_model_is_whitened_by_its_own_inputs_and_others_keep_their_gradient()
    {
        using var scope = NewDisposeScope();
        using var model = TinyClip.Load();
        using var gradient = GradientComputation.Compute(model, TinyClip.Batches("forget"), Objective.Forget);
        using var moments = SecondMomentsTests.Gather(model, 8);
        using var direction = WhitenedDirection.Of(gradient, model, moments, 0.1);
        Assert.Equal(gradient.Names, direction.Names);
        foreach (var name in gradient.Names)
        {
            Assert.Equal(gradient[name].shape, direction[name].shape);
            if (!moments.Contains(name)) Assert.True(gradient[name].Equals(direction[name]), name);
            else AssertInverse(gradient[name], direction[name], moments.MeanOf(name), name is "visual.proj" or "text_projection", name);
        }
    }

    [Theory]
    [InlineData("clip-hf-quick")]
    public void Views_of_a_parameter_share_its_inputs(string set)
    {
        using var scope = NewDisposeScope();
        var folder = Path.Combine(AppContext.BaseDirectory, "Golden", set);
        using var model = ClipModel.Load(ClipConfig.Load(Path.Combine(folder, "config.json")), Path.Combine(folder, "weights.safetensors"));
        Assert.Equal(ClipLayout.HuggingFace, model.Layout);
        var width = model.Config.Text.Width;
        using var moments = Invented(model);
        var names = model.Layers.Candidates.Select(l => l.Name).ToList();
        using var gradient = GradientSet.Of("test", names.Select((n, i) => KeyValuePair.Create(
            n, randn(model.Layers[n].Value.shape, generator: new Generator((ulong)i)).DetachFromDisposeScope())));
        using var direction = WhitenedDirection.Of(gradient, model, moments, 0.1);
        foreach (var name in names)
        {
            // In this layout every linear layer is [out, in], whatever the parameter that holds it.
            var parameter = model.Layers[name].Parameter;
            if (moments.Contains(parameter)) AssertInverse(gradient[name], direction[name], moments.MeanOf(parameter), inputFirst: false, name);
        }

        Assert.Contains("text_model.encoder.layers.0.self_attn.k_proj.weight", names);
        Assert.Contains("text_projection.weight", names);
    }

    [Theory]
    [InlineData("clip-hf-quick")]
    [InlineData("clip-hf-gelu")]
    public void The_same_model_moves_the_same_way_in_either_layout(string set)
    {
        using var scope = NewDisposeScope();
        var (folder, copy) = (Path.Combine(AppContext.BaseDirectory, "Golden", set), Path.GetTempFileName());
        using var separate = ClipModel.Load(ClipConfig.Load(Path.Combine(folder, "config.json")), Path.Combine(folder, "weights.safetensors"));
        separate.Save(copy);
        using var fused = ClipModel.Load(separate.Config, copy);
        File.Delete(copy);
        Assert.Equal((ClipLayout.HuggingFace, ClipLayout.OpenClip), (separate.Layout, fused.Layout));
        var inputs = SafetensorsFile.LoadAll(Path.Combine(folder, "inputs.safetensors"));
        using var expected = Directed(fused, inputs);
        using var direction = Directed(separate, inputs);
        Tensor Text(string name) => direction[$"text_model.encoder.layers.1.{name}.weight"];
        const string vision = "vision_model.encoder.layers.0.", block = "transformer.resblocks.1.";
        AssertClose(expected[$"{block}attn.in_proj_weight"], cat([Text("self_attn.q_proj"), Text("self_attn.k_proj"), Text("self_attn.v_proj")]));
        AssertClose(expected[$"{block}attn.out_proj.weight"], Text("self_attn.out_proj"));
        AssertClose(expected[$"{block}mlp.c_fc.weight"], Text("mlp.fc1"));
        AssertClose(expected[$"{block}mlp.c_proj.weight"], Text("mlp.fc2"));
        AssertClose(expected["visual.transformer.resblocks.0.mlp.c_proj.weight"], direction[$"{vision}mlp.fc2.weight"]);
        AssertClose(expected["visual.conv1.weight"], direction["vision_model.embeddings.patch_embedding.weight"]);
        // open_clip multiplies from the left, so that its projections are stored the other way round.
        AssertClose(expected["text_projection"], direction["text_projection.weight"].t());
        AssertClose(expected["visual.proj"], direction["visual_projection.weight"].t());
    }

    /// <summary>The whitened forget gradient over a golden set's pairs; the retain set are the same pairs, each with the caption of the next.</summary>
    private static GradientSet Directed(ClipModel model, IReadOnlyDictionary<string, Tensor> inputs)
    {
        PairBatch Pairs(int shift) => new(inputs["pixel_values"].alias(), inputs["input_ids"].roll(shift, 0));
        using var gathering = new MomentGathering(model);
        using var retain = GradientComputation.Compute(model, [Pairs(1)], Objective.Retain, expect: tokens => gathering.Expect(tokens));
        using var moments = gathering.Take();
        using var gradient = GradientComputation.Compute(model, [Pairs(0)], Objective.Forget);
        return WhitenedDirection.Of(gradient, model, moments, 0.01);
    }

    private static void AssertClose(Tensor expected, Tensor actual) =>
        Assert.InRange(expected.sub(actual).norm().item<float>() / expected.norm().item<float>(), 0, 1e-4);

    private static SecondMoments Invented(ClipModel model)
    {
        var sums = ClipInputs.Of(model).Select((input, i) =>
        {
            var x = randn(50, input.Width, generator: new Generator((ulong)(100 + i))).to_type(ScalarType.Float64);
            return KeyValuePair.Create(input.Parameter, (x.t().matmul(x).DetachFromDisposeScope(), 50L));
        });
        return new SecondMoments(sums.ToList());
    }

    /// <summary>The direction times what was inverted is the gradient again.</summary>
    private static void AssertInverse(Tensor gradient, Tensor direction, Tensor c, bool inputFirst, string name)
    {
        var (g, a) = inputFirst ? (gradient.t(), direction.t()) : (gradient.flatten(1), direction.flatten(1));
        var damped = c.div(c.diagonal().mean()).add(eye(c.shape[0], dtype: ScalarType.Float64).mul(0.1));
        Assert.True(a.to_type(ScalarType.Float64).matmul(damped).allclose(g.to_type(ScalarType.Float64), 1e-4, 1e-5 * g.abs().max().item<float>()), name);
    }
}
