using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Devices;

/// <summary>Operators of libtorch that TorchSharp has no method for, reached through TorchScript, which knows them all.</summary>
internal static class LibtorchOperators
{
    // TorchScript drops an operator whose result nobody asks for, even one that writes in place: hence what adamw returns.
    private const string Script = """
        def adamw(value: Tensor, gradient: Tensor, mean: Tensor, square: Tensor, steps: Tensor,
                  lr: float, beta1: float, beta2: float, decay: float, eps: float) -> Tensor:
            steps.add_(1)
            values = [value]
            torch._fused_adamw_(values, [gradient], [mean], [square], [], [steps], lr=lr, beta1=beta1, beta2=beta2,
                                weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
            return values[0]

        """;

    // TorchSharp never frees a compilation unit, so there is one; it holds functions, no state.
    private static readonly Lazy<jit.CompilationUnit> Compiled = new(() => jit.compile(Script));

    /// <summary>One step of AdamW over a tensor, in one pass over memory.</summary>
    /// <param name="value">The numbers that are trained; changed in place, as all tensors but the gradient are.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="mean">The gradient's running mean.</param>
    /// <param name="square">The squared gradient's running mean.</param>
    /// <param name="steps">The steps so far, a float32 scalar on the same device; counted up.</param>
    /// <param name="learningRate">This step's learning rate.</param>
    /// <param name="beta1">Decay of <paramref name="mean"/>.</param>
    /// <param name="beta2">Decay of <paramref name="square"/>.</param>
    /// <param name="weightDecay">Decoupled weight decay.</param>
    /// <param name="epsilon">Added to the root of the squared gradient's mean.</param>
    public static void AdamW(
        Tensor value, Tensor gradient, Tensor mean, Tensor square, Tensor steps,
        double learningRate, double beta1, double beta2, double weightDecay, double epsilon)
    {
        // As objects of their own: TorchSharp hands the bare pointer of a number on, and its owner could be collected meanwhile.
        using Scalar rate = learningRate, first = beta1, second = beta2, decay = weightDecay, small = epsilon;
        ((Tensor)Compiled.Value.invoke("adamw", value, gradient, mean, square, steps, rate, first, second, decay, small)).Dispose();
    }
}
