using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>The time as the network sees it: sines and cosines of geometrically spaced frequencies, then two linear layers with SiLU between.</summary>
public sealed class TimeEmbedding : nn.Module<Tensor, Tensor>
{
    private const double MaxPeriod = 10_000;

    private readonly Linear _linear1;
    private readonly Linear _linear2;

    internal TimeEmbedding(int input, int output, Device device)
        : base(nameof(TimeEmbedding))
    {
        _linear1 = nn.Linear(input, output, device: device);
        _linear2 = nn.Linear(output, output, device: device);
        register_module("linear_1", _linear1);
        register_module("linear_2", _linear2);
    }

    /// <summary>The sines and cosines of timesteps.</summary>
    /// <param name="timesteps"><c>[batch]</c>.</param>
    /// <param name="config">Width, order and shift.</param>
    /// <returns><c>[batch, channels of the first level]</c>, float32.</returns>
    public static Tensor Waves(Tensor timesteps, UNetConfig config)
    {
        using var scope = NewDisposeScope();
        var half = config.Channels[0] / 2;
        var exponents = arange(0, half, ScalarType.Float32, timesteps.device).mul(-Math.Log(MaxPeriod) / (half - config.FreqShift));
        var angles = timesteps.to_type(ScalarType.Float32).unsqueeze(1).mul(exponents.exp().unsqueeze(0));
        var (sines, cosines) = (angles.sin(), angles.cos());
        return cat(config.FlipSinToCos ? [cosines, sines] : [sines, cosines], 1).MoveToOuterDisposeScope();
    }

    /// <summary>From <c>[batch, input]</c> to <c>[batch, output]</c>.</summary>
    public override Tensor forward(Tensor waves)
    {
        using var scope = NewDisposeScope();
        return _linear1.call(waves).Then(TensorChain.Silu).Then(_linear2.call).MoveToOuterDisposeScope();
    }
}
