namespace Slug.Data.Images;

/// <summary>A filter of Pillow's resize: how much an input pixel counts by its distance.</summary>
internal sealed class ResampleFilter
{
    private ResampleFilter(double support, Func<double, double> weight)
    {
        Support = support;
        Weight = weight;
    }

    /// <summary>Cubic convolution (Keys) with a = -0.5.</summary>
    public static ResampleFilter Bicubic { get; } = new(2, Cubic);

    /// <summary>A triangle over the two nearest pixels, or over all that are covered where the image gets smaller.</summary>
    public static ResampleFilter Bilinear { get; } = new(1, x => Math.Max(0, 1 - Math.Abs(x)));

    /// <summary>The mean over the pixels covered.</summary>
    public static ResampleFilter Box { get; } = new(0.5, x => x is > -0.5 and <= 0.5 ? 1 : 0);

    /// <summary>The distance beyond which a pixel does not count.</summary>
    public double Support { get; }

    /// <summary>The weight at a distance, before normalisation.</summary>
    public Func<double, double> Weight { get; }

    private static double Cubic(double x)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        return x < 1 ? (((a + 2) * x) - (a + 3)) * x * x + 1
            : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * a
            : 0;
    }
}
