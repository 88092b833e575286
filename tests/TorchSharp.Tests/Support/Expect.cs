using static TorchSharp.torch;

namespace TorchSharp.Tests.Support;

/// <summary>Assertions about tensors.</summary>
internal static class Expect
{
    /// <summary>Shape and elements (converted to double), equal up to the tolerance, relative above one.</summary>
    public static void Values(long[] shape, double[] expected, Tensor actual, double tolerance = 1e-12)
    {
        Assert.Equal(shape, actual.shape);
        var values = Numbers(actual);
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
            Close(expected[i], values[i], tolerance, $"element {i}");
    }

    public static void Close(double expected, double actual, double tolerance, string what)
    {
        if (double.IsNaN(expected) ? double.IsNaN(actual) : expected == actual)
            return;
        double error = Math.Abs(expected - actual) / Math.Max(1, Math.Abs(expected));
        Assert.True(error <= tolerance, $"{what}: expected {expected:R}, got {actual:R}");
    }

    /// <summary>The elements in row-major order.</summary>
    public static double[] Numbers(Tensor tensor)
    {
        using var detached = tensor.detach();
        using var plain = detached.to(ScalarType.Float64, CPU);
        return plain.data<double>().ToArray();
    }
}
