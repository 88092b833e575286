using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>The initialisation that linear and convolution layers share.</summary>
internal static class DefaultInitialization
{
    /// <summary>Fills the weight and the bias uniformly in ±1/√fan_in.</summary>
    public static void Reset(Parameter weight, Parameter? bias)
    {
        init.kaiming_uniform_(weight, a: Math.Sqrt(5));
        if (bias is null)
            return;
        var (fanIn, _) = init.CalculateFanInAndFanOut(weight);
        var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
        init.uniform_(bias, -bound, bound);
    }
}
