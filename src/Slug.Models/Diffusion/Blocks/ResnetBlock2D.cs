using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>
/// Two convolutions, each behind a group norm and SiLU, around a shortcut; the time embedding is added between them. The VAE's have no time.
/// </summary>
public sealed class ResnetBlock2D : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly GroupNorm _norm1;
    private readonly Conv2d _conv1;
    private readonly Linear? _timeProjection;
    private readonly GroupNorm _norm2;
    private readonly Conv2d _conv2;
    private readonly Conv2d? _shortcut;
    private readonly double _scale;

    internal ResnetBlock2D(int input, int output, int? timeWidth, int groups, double eps, Device device, double scale = 1)
        : base(nameof(ResnetBlock2D))
    {
        _norm1 = nn.GroupNorm(groups, input, eps, device: device);
        _conv1 = nn.Conv2d(input, output, 3, padding: 1, device: device);
        _norm2 = nn.GroupNorm(groups, output, eps, device: device);
        _conv2 = nn.Conv2d(output, output, 3, padding: 1, device: device);
        _scale = scale;
        register_module("norm1", _norm1);
        register_module("conv1", _conv1);
        if (timeWidth is { } width) register_module("time_emb_proj", _timeProjection = nn.Linear(width, output, device: device));
        register_module("norm2", _norm2);
        register_module("conv2", _conv2);
        if (input != output) register_module("conv_shortcut", _shortcut = nn.Conv2d(input, output, 1, device: device));
    }

    /// <summary>Runs the block.</summary>
    /// <param name="x"><c>[batch, input, height, width]</c>.</param>
    /// <param name="time"><c>[batch, timeWidth]</c>, or null where the block has no time.</param>
    /// <returns><c>[batch, output, height, width]</c>.</returns>
    public override Tensor forward(Tensor x, Tensor? time)
    {
        using var scope = NewDisposeScope();
        var hidden = _norm1.call(x).Then(TensorChain.Silu).Then(h => h.Convolve(_conv1));
        if (_timeProjection is not null)
        {
            var shift = _timeProjection.call(nn.functional.silu(time!)).unsqueeze(-1).unsqueeze(-1);
            hidden = hidden.Then(h => TensorChain.Plus(h, shift));
        }

        hidden = hidden.Then(_norm2.call).Then(TensorChain.Silu).Then(h => h.Convolve(_conv2));
        hidden = hidden.Then(h => TensorChain.Plus(h, _shortcut is null ? x : x.Convolve(_shortcut)));
        if (_scale != 1) hidden = hidden.div(_scale);
        return hidden.MoveToOuterDisposeScope();
    }
}
