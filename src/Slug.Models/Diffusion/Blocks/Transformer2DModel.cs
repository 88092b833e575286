using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>
/// Transformer blocks over the pixels of a feature map: a group norm (epsilon 1e-6), a projection in, the blocks, a projection out and a
/// shortcut around all. The projections are 1x1 convolutions in SD 1 and linear layers in SD 2.
/// </summary>
public sealed class Transformer2DModel : nn.Module<Tensor, Tensor, Tensor>
{
    private const double NormEps = 1e-6;

    private readonly bool _linear;
    private readonly GroupNorm _norm;
    private readonly nn.Module<Tensor, Tensor> _projIn;
    private readonly nn.Module<Tensor, Tensor> _projOut;
    private readonly ModuleList<BasicTransformerBlock> _blocks;

    internal Transformer2DModel(int channels, int heads, int layers, int contextWidth, int groups, bool linearProjection, Device device)
        : base(nameof(Transformer2DModel))
    {
        _linear = linearProjection;
        _norm = nn.GroupNorm(groups, channels, NormEps, device: device);
        _projIn = Projection();
        _blocks = nn.ModuleList([.. Enumerable.Range(0, layers).Select(_ => new BasicTransformerBlock(channels, heads, contextWidth, device))]);
        _projOut = Projection();
        register_module("norm", _norm);
        register_module("proj_in", _projIn);
        register_module("transformer_blocks", _blocks);
        register_module("proj_out", _projOut);

        nn.Module<Tensor, Tensor> Projection() => linearProjection ? nn.Linear(channels, channels, device: device) : nn.Conv2d(channels, channels, 1, device: device);
    }

    /// <summary>The blocks.</summary>
    public IReadOnlyList<BasicTransformerBlock> Blocks => [.. _blocks];

    /// <summary>Runs the transformer.</summary>
    /// <param name="x"><c>[batch, channels, height, width]</c>.</param>
    /// <param name="context">The prompt, <c>[batch, contextTokens, contextWidth]</c>.</param>
    public override Tensor forward(Tensor x, Tensor context)
    {
        using var scope = NewDisposeScope();
        var shape = x.shape;
        var hidden = _norm.call(x);
        hidden = _linear ? hidden.Then(ToTokens).Then(_projIn.call) : hidden.Then(_projIn.call).Then(ToTokens);
        foreach (var block in _blocks) hidden = hidden.Then(h => block.call(h, context));
        hidden = _linear ? hidden.Then(_projOut.call).Then(ToMap) : hidden.Then(ToMap).Then(_projOut.call);
        return hidden.Then(h => h.add(x)).MoveToOuterDisposeScope();

        // [batch, channels, height, width] to [batch, height · width, channels] and back.
        Tensor ToTokens(Tensor map) => map.flatten(2).transpose(1, 2);
        Tensor ToMap(Tensor tokens) => tokens.transpose(1, 2).contiguous().view(shape);
    }
}
