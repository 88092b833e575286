using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>The transformer's perceptron, four times as wide inside: GEGLU, the first half of a projection times the exact GELU of the second, then a projection back.</summary>
public sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    private readonly Geglu _gate;
    private readonly Linear _back;

    internal FeedForward(int width, Device device)
        : base(nameof(FeedForward))
    {
        _gate = new Geglu(width, 4 * width, device);
        _back = nn.Linear(4 * width, width, device: device);
        // 1 is a dropout, without parameters.
        register_module("net", nn.ModuleList<nn.Module<Tensor, Tensor>>(_gate, nn.Identity(), _back));
    }

    /// <summary>Runs on <c>[batch, tokens, width]</c>.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _gate.call(x).Then(_back.call).MoveToOuterDisposeScope();
    }

    private sealed class Geglu : nn.Module<Tensor, Tensor>
    {
        private readonly Linear _projection;

        public Geglu(int input, int output, Device device)
            : base(nameof(Geglu))
        {
            _projection = nn.Linear(input, 2 * output, device: device);
            register_module("proj", _projection);
        }

        public override Tensor forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            var halves = _projection.call(x).chunk(2, -1);
            return nn.functional.gelu(halves[1]).Then(gate => is_grad_enabled() ? halves[0].mul(gate) : gate.mul_(halves[0])).MoveToOuterDisposeScope();
        }
    }
}
