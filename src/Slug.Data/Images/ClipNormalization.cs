namespace Slug.Data.Images;

/// <summary>The last step of CLIP's preprocessing: bytes to numbers of mean 0 and deviation 1 over its training images.</summary>
public static class ClipNormalization
{
    // One table a channel: value = (byte / 255 - mean) / deviation, in single precision as the reference computes it.
    private static readonly float[][] Tables =
        [.. Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, 256).Select(v => ((v / 255f) - MeanOf(c)) / DeviationOf(c)).ToArray())];

    /// <summary>The means of red, green and blue.</summary>
    public static IReadOnlyList<float> Mean { get; } = [MeanOf(0), MeanOf(1), MeanOf(2)];

    /// <summary>The standard deviations of red, green and blue.</summary>
    public static IReadOnlyList<float> Deviation { get; } = [DeviationOf(0), DeviationOf(1), DeviationOf(2)];

    /// <summary>Normalises an image into <c>[3, height, width]</c>.</summary>
    public static float[] Apply(RgbImage image)
    {
        var planes = new float[image.Pixels.Length];
        Apply(image.Pixels, 3, planes);
        return planes;
    }

    /// <summary>
    /// Normalises <c>[pixels, stride]</c> bytes, of which the first three of each are red, green, blue, into <c>[3,
    /// pixels]</c>.
    /// </summary>
    internal static void Apply(ReadOnlySpan<byte> pixels, int stride, Span<float> planes)
    {
        var count = planes.Length / 3;
        for (var c = 0; c < 3; c++)
        {
            var table = Tables[c];
            var plane = planes.Slice(c * count, count);
            for (var (i, from) = (0, c); i < plane.Length; i++, from += stride)
                plane[i] = table[pixels[from]];
        }
    }

    private static float MeanOf(int channel) => channel switch { 0 => 0.48145466f, 1 => 0.4578275f, _ => 0.40821073f };

    private static float DeviationOf(int channel) => channel switch { 0 => 0.26862954f, 1 => 0.26130258f, _ => 0.27577711f };
}
