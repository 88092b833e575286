using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>The gated perceptron of a block: <c>down(silu(gate(x)) · up(x))</c> (Shazeer, arXiv 2002.05202).</summary>
public sealed class LlamaMlp : nn.Module<Tensor, Tensor>
{
    private readonly Projection _gate;
    private readonly Projection _up;
    private readonly Projection _down;

    /// <summary>Makes the perceptron, weights undefined.</summary>
    public LlamaMlp(LlamaConfig config, ScalarType type, Device device)
        : base(nameof(LlamaMlp))
    {
        ArgumentNullException.ThrowIfNull(config);
        _gate = new Projection(config.Width, config.MlpWidth, config.MlpBias, type, device);
        _up = new Projection(config.Width, config.MlpWidth, config.MlpBias, type, device);
        _down = new Projection(config.MlpWidth, config.Width, config.MlpBias, type, device);
        register_module("gate_proj", _gate);
        register_module("up_proj", _up);
        register_module("down_proj", _down);
    }

    /// <summary>Runs on <c>[batch, tokens, width]</c>.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _down.call(nn.functional.silu(_gate.call(x)).mul(_up.call(x))).MoveToOuterDisposeScope();
    }
}
