using static TorchSharp.torch;

namespace Slug.Models.Diffusion.Blocks;

/// <summary>
/// Passes activations on and lets go of each as soon as the next is made: at 512 pixels one is hundreds of megabytes. Autograd, where it is on,
/// holds what it needs by itself.
/// </summary>
internal static class TensorChain
{
    /// <summary>The next activation; the one before is disposed.</summary>
    public static Tensor Then(this Tensor x, Func<Tensor, Tensor> next)
    {
        var y = next(x);
        if (!ReferenceEquals(x, y)) x.Dispose();
        return y;
    }

    /// <summary><c>x·sigmoid(x)</c>; of an activation that nobody else has, so in place where no gradient is asked for.</summary>
    public static Tensor Silu(Tensor x) => is_grad_enabled() ? nn.functional.silu(x) : x.silu_();

    /// <summary>The sum, in place of <paramref name="own"/> where no gradient is asked for.</summary>
    public static Tensor Plus(Tensor own, Tensor other) => is_grad_enabled() ? own.add(other) : own.add_(other);
}
