using static TorchSharp.torch;

namespace TorchSharp.Tests.Support;

/// <summary>Inputs for tests: fixed numbers without ties, zeros or round values.</summary>
internal static class Samples
{
    /// <summary>Float64 numbers spread over the open interval, shuffled.</summary>
    public static Tensor Between(double low, double high, params long[] shape)
    {
        long count = shape.Aggregate(1L, (product, length) => product * length);
        var values = new double[count];
        for (long i = 0; i < count; i++)
            values[i] = low + (high - low) * ((i * 7 % count + 0.37) / count);
        return tensor(values, shape);
    }

    public static long[] Longs(params long[] values) => values;
}
