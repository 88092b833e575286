namespace Slug.Data.Images;

/// <summary>
/// For each output pixel of one axis, which input pixels it is made of and how much of each, in Pillow's fixed-point numbers: 22
/// bits after the point, rounded half away from zero.
/// </summary>
internal sealed class ResampleWeights
{
    /// <summary>Bits after the point: 32 less 8 for the pixel and 2 so that an overshoot does not overflow.</summary>
    public const int PrecisionBits = 32 - 8 - 2;

    private readonly int[] _weights;
    private readonly int _stride;

    private ResampleWeights(int[] starts, int[] counts, int[] weights, int stride)
    {
        Starts = starts;
        Counts = counts;
        _weights = weights;
        _stride = stride;
    }

    /// <summary>The first input pixel of each output pixel.</summary>
    public int[] Starts { get; }

    /// <summary>The number of input pixels of each output pixel.</summary>
    public int[] Counts { get; }

    /// <summary>The weights of output pixel <paramref name="index"/>; they add up to one within rounding.</summary>
    public ReadOnlySpan<int> For(int index) => _weights.AsSpan(index * _stride, Counts[index]);

    /// <summary>
    /// Weights for the output pixels <paramref name="first"/> and following of a whole axis of <paramref name="outputSize"/>.
    /// </summary>
    public static ResampleWeights Compute(ResampleFilter filter, int inputSize, int outputSize, int first, int count)
    {
        var scale = (double)inputSize / outputSize;
        // Antialiasing: when shrinking, the filter is stretched over all the input that an output pixel covers.
        var stretch = Math.Max(scale, 1);
        var support = filter.Support * stretch;
        var stride = ((int)Math.Ceiling(support) * 2) + 1;
        var starts = new int[count];
        var counts = new int[count];
        var weights = new int[count * stride];
        Span<double> exact = stride <= 256 ? stackalloc double[stride] : new double[stride];

        for (var i = 0; i < count; i++)
        {
            var center = (first + i + 0.5) * scale;
            var start = Math.Max((int)(center - support + 0.5), 0);
            var end = Math.Min((int)(center + support + 0.5), inputSize);
            var sum = 0.0;
            for (var x = start; x < end; x++)
                sum += exact[x - start] = filter.Weight((x - center + 0.5) / stretch);
            for (var x = 0; x < end - start; x++)
                weights[(i * stride) + x] = ToFixed(sum == 0 ? exact[x] : exact[x] / sum);
            starts[i] = start;
            counts[i] = end - start;
        }
        return new ResampleWeights(starts, counts, weights, stride);
    }

    private static int ToFixed(double weight) => (int)((weight * (1 << PrecisionBits)) + (weight < 0 ? -0.5 : 0.5));
}
