using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

/// <summary>Tensors and comparisons that the tests of this folder share.</summary>
internal static class Numbers
{
    /// <summary>A float64 tensor of a shape, with values that differ and look random but are always the same.</summary>
    public static Tensor Values(int seed, params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        var numbers = new double[count];
        for (var i = 0; i < count; i++)
            numbers[i] = Math.Sin(12.9898 * (i + 1) + 78.233 * seed) * 1.5;
        return Of(numbers, shape);
    }

    /// <summary>A float64 tensor.</summary>
    public static Tensor Of(double[] numbers, params long[] shape) => tensor(numbers).reshape(shape);

    /// <summary>A tensor's elements as float64.</summary>
    public static double[] Flat(Tensor values)
    {
        using var plain = values.detach().cpu().to(ScalarType.Float64).contiguous();
        return plain.data<double>().ToArray();
    }

    public static void Equal(double[] expected, Tensor actual, double tolerance = 1e-12)
    {
        var numbers = Flat(actual);
        Assert.Equal(expected.Length, numbers.Length);
        for (var i = 0; i < numbers.Length; i++)
            Assert.True(Math.Abs(expected[i] - numbers[i]) <= tolerance * (1 + Math.Abs(expected[i])), $"element {i}: {numbers[i]:R}, not {expected[i]:R}");
    }

    public static void Equal(Tensor expected, Tensor actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.shape, actual.shape);
        Equal(Flat(expected), actual, tolerance);
    }

    /// <summary>
    /// Compares autograd's gradient of a function with central differences, for every element of every argument. The function's
    /// elements are weighted, so that errors do not cancel.
    /// </summary>
    public static void Gradients(Func<Tensor[], Tensor> function, params Tensor[] arguments)
    {
        using var scope = NewDisposeScope();
        foreach (var argument in arguments)
            argument.requires_grad_(true);
        using (var loss = Weighted(function(arguments)))
            loss.backward();

        for (var a = 0; a < arguments.Length; a++)
        {
            var analytic = Flat(arguments[a].grad!);
            var numbers = Flat(arguments[a]);
            var shape = arguments[a].shape;
            for (var i = 0; i < numbers.Length; i++)
            {
                const double Step = 1e-5;
                var slope = (At(numbers[i] + Step) - At(numbers[i] - Step)) / (2 * Step);
                Assert.True(Math.Abs(slope - analytic[i]) <= 1e-6 * (1 + Math.Abs(slope)), $"argument {a}, element {i}: gradient {analytic[i]:R}, differences {slope:R}");

                double At(double value)
                {
                    using var inner = NewDisposeScope();
                    using var off = no_grad();
                    var moved = (double[])numbers.Clone();
                    moved[i] = value;
                    var changed = (Tensor[])arguments.Clone();
                    changed[a] = Of(moved, shape);
                    return Weighted(function(changed)).item<double>();
                }
            }
        }
    }

    private static Tensor Weighted(Tensor result) => (result * Values(99, result.shape)).sum();
}
