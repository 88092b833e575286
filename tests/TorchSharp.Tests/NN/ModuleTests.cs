using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

public class ModuleTests
{
    /// <summary>A module in the style of open_clip's attention: parameters with names of their own beside a sub-module.</summary>
    private sealed class Attention : nn.Module<Tensor, Tensor>
    {
        public readonly Parameter in_proj_weight;

        [ComponentName(Name = "in_proj_bias")]
        public readonly Parameter Bias;

        public readonly Linear out_proj;

        public Attention(long width) : base(nameof(Attention))
        {
            in_proj_weight = nn.Parameter(ones(3 * width, width));
            Bias = nn.Parameter(zeros(3 * width));
            out_proj = nn.Linear(width, width);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var projected = nn.functional.linear(input, in_proj_weight, Bias);
            using var first = projected.narrow(-1, 0, out_proj.in_features);
            return out_proj.call(first);
        }
    }

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Attention _attention = new(4);
        private readonly LayerNorm _norm = nn.LayerNorm(4);
        private readonly ModuleList<nn.Module<Tensor, Tensor>> _rest = [nn.Linear(4, 2), nn.GELU(), nn.Dropout(0.5)];

        public Block() : base(nameof(Block))
        {
            register_module("attn", _attention);
            register_module("ln_1", _norm);
            register_module("mlp", _rest);
            register_parameter("logit_scale", nn.Parameter(tensor(2.5f)));
            register_buffer("mean", ones(3));
            register_buffer("mask", ones(3), persistent: false);
        }

        public override Tensor forward(Tensor input) => _rest[0].call(_norm.call(_attention.call(input)));
    }

    private sealed class Pair : nn.Module<Tensor, Tensor, Tensor>
    {
        public Pair() : base("pair of numbers") { }

        public override Tensor forward(Tensor input1, Tensor input2) => input1 - input2;
    }

    private sealed class Three : nn.Module<Tensor, Tensor, Tensor, Tensor>
    {
        public Three() : base(nameof(Three)) { }

        public override Tensor forward(Tensor input1, Tensor input2, Tensor input3) => input1 - input2 * input3;
    }

    private static readonly string[] BlockNames =
    [
        "logit_scale", "attn.in_proj_weight", "attn.in_proj_bias", "attn.out_proj.weight", "attn.out_proj.bias",
        "ln_1.weight", "ln_1.bias", "mlp.0.weight", "mlp.0.bias",
    ];

    [Fact]
    public void Parameters_are_named_by_their_place_in_the_tree()
    {
        using var block = new Block();
        Assert.Equal(BlockNames.Order(), block.named_parameters().Select(p => p.name).Order());
        Assert.Equal(["logit_scale"], block.named_parameters(recurse: false).Select(p => p.name));
        Assert.Equal(["attn", "ln_1", "mlp"], block.named_children().Select(c => c.name));
        Assert.Equal(["attn", "ln_1", "mlp", "attn.out_proj", "mlp.0", "mlp.1", "mlp.2"], block.named_modules().Select(m => m.name));
        Assert.Equal(9, block.parameters().Count());
    }

    [Fact]
    public void A_state_dict_holds_parameters_and_persistent_buffers()
    {
        using var block = new Block();
        var state = block.state_dict();
        Assert.Equal(BlockNames.Append("mean").Order(), state.Keys.Order());
        Assert.Equal(["mean"], block.named_buffers().Select(b => b.name));
        Assert.Equal([12L, 4L], state["attn.in_proj_weight"].shape);
        Assert.Contains("visual.mean", block.state_dict(prefix: "visual").Keys);
    }

    [Fact]
    public void A_state_dict_goes_into_another_module()
    {
        using var from = new Block();
        using var to = new Block();
        using var input = ones(2, 4);
        from.load_state_dict(from.state_dict());
        var (missing, unexpected) = to.load_state_dict(from.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        using var expected = from.call(input);
        using var actual = to.call(input);
        Numbers.Equal(expected, actual, 0);
    }

    [Fact]
    public void A_state_dict_that_does_not_fit_is_refused_unless_it_is_asked_for()
    {
        using var block = new Block();
        var state = block.state_dict();
        state.Remove("ln_1.bias");
        using var other = zeros(1);
        state["extra"] = other;
        Assert.Throws<InvalidOperationException>(() => block.load_state_dict(state));
        var (missing, unexpected) = block.load_state_dict(state, strict: false);
        Assert.Equal(["ln_1.bias"], missing);
        Assert.Equal(["extra"], unexpected);
        block.load_state_dict(state, skip: ["ln_1.bias", "extra"]);
    }

    [Fact]
    public void Parameters_and_buffers_are_found_by_name()
    {
        using var block = new Block();
        Assert.True(block.has_parameter("attn.out_proj.weight"));
        Assert.False(block.has_parameter("attn.out_proj"));
        Assert.Null(block.get_parameter("attn.none"));
        Assert.Equal([4L, 4L], block.get_parameter("attn.out_proj.weight")!.shape);
        Assert.True(block.has_buffer("mean"));
        Assert.Equal([3L], block.get_buffer("mean")!.shape);
    }

    [Fact]
    public void A_name_is_taken_only_once_and_has_no_dot()
    {
        using var block = new Block();
        using var linear = nn.Linear(1, 1);
        Assert.Throws<InvalidOperationException>(() => block.register_module("attn", linear));
        Assert.Throws<ArgumentException>(() => block.register_module("a.b", linear));
        Assert.Throws<InvalidOperationException>(() => block.register_parameter("logit_scale", linear.weight));
        Assert.Throws<InvalidOperationException>(() => block.register_buffer("mean", linear.weight));
    }

    [Fact]
    public void Training_and_evaluation_reach_all_modules()
    {
        using var block = new Block();
        Assert.True(block.training);
        block.eval();
        Assert.All(block.modules(), module => Assert.False(module.training));
        block.train();
        Assert.All(block.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void Disposing_a_module_disposes_its_tensors_and_modules()
    {
        var block = new Block();
        var tensors = block.parameters().Concat(block.buffers()).ToList();
        block.Dispose();
        Assert.All(tensors, tensor => Assert.True(tensor.IsInvalid));
        block.Dispose();
    }

    [Fact]
    public void Modules_outlive_the_dispose_scope_that_they_were_made_in()
    {
        Linear linear;
        using (NewDisposeScope())
            linear = nn.Linear(2, 3);
        Assert.False(linear.weight.IsInvalid);
        Assert.False(linear.bias!.IsInvalid);
        linear.Dispose();
    }

    [Fact]
    public void Converting_a_module_replaces_its_parameters_everywhere()
    {
        using var attention = new Attention(4);
        using var input = ones(2, 4, dtype: ScalarType.Float64);
        var same = attention.to(ScalarType.Float64);
        Assert.Same(attention, same);
        Assert.All(attention.parameters(), p => Assert.Equal(ScalarType.Float64, p.dtype));
        Assert.Equal(ScalarType.Float64, attention.in_proj_weight.dtype);
        Assert.Equal(ScalarType.Float64, attention.Bias.dtype);
        Assert.All(attention.parameters(), p => Assert.True(p.requires_grad && p.is_leaf));
        using var output = attention.call(input);
        Assert.Equal([2L, 4L], output.shape);
        attention.cpu();
    }

    [Fact]
    public void Converting_a_module_to_integers_is_refused()
    {
        using var attention = new Attention(2);
        Assert.Throws<ArgumentException>(() => attention.to(ScalarType.Int64));
    }

    [Fact]
    public void Gradients_are_cleared_or_zeroed()
    {
        using var block = new Block();
        using var input = ones(2, 4);
        block.call(input).sum().backward();
        Assert.NotNull(block.get_parameter("mlp.0.weight")!.grad);
        block.zero_grad(set_to_none: false);
        Numbers.Equal(new double[8], block.get_parameter("mlp.0.weight")!.grad!);
        block.zero_grad();
        Assert.All(block.parameters(), p => Assert.Null(p.grad));
    }

    [Fact]
    public void Modules_of_two_and_three_arguments_are_called()
    {
        using var pair = new Pair();
        using var three = new Three();
        using Tensor a = tensor(5.0), b = tensor(3.0), c = tensor(2.0);
        Assert.Equal("pair of numbers", pair.GetName());
        Assert.Equal(2, pair.call(a, b).item<double>());
        Assert.Equal(-1, three.call(a, b, c).item<double>());
    }

    [Fact]
    public void A_parameter_takes_over_its_tensor()
    {
        using var scope = NewDisposeScope();
        var data = zeros(3);
        var parameter = new Parameter(data, requires_grad: false);
        Assert.True(data.IsInvalid);
        Assert.False(parameter.requires_grad);
        Assert.Equal([3L], parameter.shape);
    }
}
