using static TorchSharp.torch;

namespace TorchSharp.Tests.Support;

/// <summary>Compares autograd's gradients with central differences, in double precision.</summary>
internal static class GradientCheck
{
    private const double Step = 1e-6;

    /// <summary>Checks the gradient of a weighted sum of f's elements with respect to every element of every input.</summary>
    /// <param name="f">The function; its result is of a floating-point type.</param>
    /// <param name="inputs">Contiguous float64 tensors, away from the function's kinks.</param>
    public static void Verify(Func<Tensor[], Tensor> f, params Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        var leaves = inputs.Select(input => input.detach().clone().requires_grad_()).ToArray();
        Loss(f, leaves).backward();
        for (int k = 0; k < leaves.Length; k++)
        {
            var analytic = leaves[k].grad is { } grad ? Expect.Numbers(grad) : new double[leaves[k].numel()];
            for (int i = 0; i < analytic.Length; i++)
                Expect.Close(Numeric(f, leaves, k, i), analytic[i], 2e-6, $"gradient of input {k}, element {i}");
        }
    }

    private static double Numeric(Func<Tensor[], Tensor> f, Tensor[] leaves, int k, int i)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        // Flat, since the real package writes by one index into tensors of one dimension only.
        var data = leaves[k].view(-1).data<double>();
        double before = data[i];
        data[i] = before + Step;
        double up = Loss(f, leaves).item<double>();
        data[i] = before - Step;
        double down = Loss(f, leaves).item<double>();
        data[i] = before;
        return (up - down) / (2 * Step);
    }

    // Weights that differ, so that errors in different elements do not cancel.
    private static Tensor Loss(Func<Tensor[], Tensor> f, Tensor[] leaves)
    {
        var result = f(leaves);
        var weights = arange(1, result.numel() + 1, dtype: ScalarType.Float64).mul(0.7).cos().add(1.5).reshape(result.shape);
        return result.mul(weights).sum();
    }
}
