using static TorchSharp.torch;

namespace Slug.Models.Vlm;

/// <summary>From the vision tower's width to the decoder's: a linear layer, exact GELU, a linear layer.</summary>
public sealed class LlavaProjector : nn.Module<Tensor, Tensor>
{
    private readonly Projection _first;
    private readonly Projection _second;

    /// <summary>Makes the projector, weights undefined.</summary>
    public LlavaProjector(LlavaConfig config, ScalarType type, Device device)
        : base(nameof(LlavaProjector))
    {
        ArgumentNullException.ThrowIfNull(config);
        _first = new Projection(config.Vision.Width, config.Text.Width, config.ProjectorBias, type, device);
        _second = new Projection(config.Text.Width, config.Text.Width, config.ProjectorBias, type, device);
        register_module("linear_1", _first);
        register_module("linear_2", _second);
    }

    /// <summary>Runs on <c>[pictures, tokens, vision width]</c>.</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return _second.call(nn.functional.gelu(_first.call(x))).MoveToOuterDisposeScope();
    }
}
