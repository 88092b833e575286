using Slug.Data.Images;

namespace Slug.Data.Tests.Images;

/// <summary>The vectors' sums are those of the formula, whatever is left over at the end of a row, a column or a filter.</summary>
public class PillowResamplerTests
{
    [Theory]
    [InlineData(37, 23, 16, 9)]
    [InlineData(64, 48, 224, 168)]
    [InlineData(40, 30, 40, 11)]
    [InlineData(40, 30, 17, 30)]
    [InlineData(9, 7, 8, 6)]
    [InlineData(130, 5, 33, 5)]
    public void Every_byte_is_the_sum_of_its_taps(int width, int height, int outWidth, int outHeight)
    {
        var source = new byte[width * height * 4];
        new Random(width).NextBytes(source);
        // Pure black and white as well: the filter overshoots beside them.
        for (var i = 0; i < source.Length; i += 5) source[i] = (byte)(source[i] < 128 ? 0 : 255);
        var window = new PixelWindow(1, 2, outWidth - 3, outHeight - 3);
        var actual = PillowResampler.Resize(source, width, height, ResampleFilter.Bicubic, outWidth, outHeight, window);
        Assert.Equal(ByFormula(source, width, height, outWidth, outHeight, window), actual);
    }

    private static byte[] ByFormula(byte[] source, int width, int height, int outWidth, int outHeight, PixelWindow window)
    {
        var (across, down) = (Weights(width, outWidth, window.X, window.Width), Weights(height, outHeight, window.Y, window.Height));
        var between = new byte[window.Width * height * 4];
        for (var i = 0; i < between.Length; i++)
        {
            var (y, x, c) = (i / 4 / window.Width, i / 4 % window.Width, i % 4);
            between[i] = outWidth == width ? source[(((y * width) + x + window.X) * 4) + c] : Sum(across, x, k => source[(((y * width) + k) * 4) + c]);
        }

        var result = new byte[window.Width * window.Height * 4];
        for (var i = 0; i < result.Length; i++)
        {
            var (y, x, c) = (i / 4 / window.Width, i / 4 % window.Width, i % 4);
            result[i] = outHeight == height ? between[((((y + window.Y) * window.Width) + x) * 4) + c] : Sum(down, y, k => between[(((k * window.Width) + x) * 4) + c]);
        }

        return result;
    }

    private static ResampleWeights Weights(int size, int outSize, int first, int count) => ResampleWeights.Compute(ResampleFilter.Bicubic, size, outSize, first, count);

    private static byte Sum(ResampleWeights weights, int index, Func<int, byte> pixel)
    {
        var sum = 1 << (ResampleWeights.PrecisionBits - 1);
        var factors = weights.For(index);
        for (var k = 0; k < factors.Length; k++) sum += factors[k] * pixel(weights.Starts[index] + k);
        return (byte)Math.Clamp(sum >> ResampleWeights.PrecisionBits, 0, 255);
    }
}
