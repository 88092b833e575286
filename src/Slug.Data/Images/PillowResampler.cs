using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Slug.Data.Images;

/// <summary>A rectangle of pixels.</summary>
internal readonly record struct PixelWindow(int X, int Y, int Width, int Height);

/// <summary>
/// Pillow's antialiased resize of 8-bit images, bit for bit: first along the rows, then along the columns, with a rounding to 8 bits
/// in between. Works on four bytes a pixel, so that a pixel fills a vector.
/// </summary>
internal static class PillowResampler
{
    private const int Half = 1 << (ResampleWeights.PrecisionBits - 1);

    /// <summary>
    /// Resizes <paramref name="source"/> (<c>[height, width, 4]</c>) to <paramref name="outWidth"/> by <paramref name="outHeight"/> and
    /// returns the part in <paramref name="window"/>; what lies outside is not computed.
    /// </summary>
    public static byte[] Resize(
        ReadOnlySpan<byte> source, int width, int height, ResampleFilter filter, int outWidth, int outHeight, PixelWindow window)
    {
        // Like Pillow, leave out a pass that would change nothing, and in the first pass the rows that the second will not read.
        var vertical = outHeight == height ? null : ResampleWeights.Compute(filter, height, outHeight, window.Y, window.Height);
        var firstRow = vertical?.Starts[0] ?? window.Y;
        var rows = vertical is null ? window.Height : vertical.Starts[^1] + vertical.Counts[^1] - firstRow;

        var result = new byte[window.Width * window.Height * 4];
        var between = ArrayPool<byte>.Shared.Rent(window.Width * rows * 4);
        try
        {
            var needed = source.Slice(firstRow * width * 4, rows * width * 4);
            var target = vertical is null ? result : between;
            if (outWidth == width)
                CopyColumns(needed, width, window, target);
            else
                Rows(needed, width, rows, ResampleWeights.Compute(filter, width, outWidth, window.X, window.Width), target);

            if (vertical is not null)
                Columns(between, window.Width * 4, firstRow, vertical, result);
            return result;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(between);
        }
    }

    private static void CopyColumns(ReadOnlySpan<byte> source, int width, PixelWindow window, Span<byte> target)
    {
        for (var (from, to) = (window.X * 4, 0); from < source.Length; from += width * 4, to += window.Width * 4)
            source.Slice(from, window.Width * 4).CopyTo(target[to..]);
    }

    private static void Rows(ReadOnlySpan<byte> source, int width, int rows, ResampleWeights weights, Span<byte> target)
    {
        var outWidth = weights.Starts.Length;
        for (var y = 0; y < rows; y++)
        {
            var row = MemoryMarshal.Cast<byte, uint>(source.Slice(y * width * 4, width * 4));
            var outRow = MemoryMarshal.Cast<byte, uint>(target.Slice(y * outWidth * 4, outWidth * 4));
            for (var x = 0; x < outWidth; x++)
            {
                var pixels = row.Slice(weights.Starts[x], weights.Counts[x]);
                var factors = weights.For(x);
                var sum = Vector128.Create(Half);
                for (var k = 0; k < factors.Length; k++)
                    sum += Widen(pixels[k]) * factors[k];
                outRow[x] = Narrow(sum);
            }
        }
    }

    private static void Columns(ReadOnlySpan<byte> source, int rowBytes, int firstRow, ResampleWeights weights, Span<byte> target)
    {
        var sums = ArrayPool<int>.Shared.Rent(rowBytes);
        try
        {
            var sum = sums.AsSpan(0, rowBytes);
            for (var y = 0; y < weights.Starts.Length; y++)
            {
                sum.Fill(Half);
                var factors = weights.For(y);
                for (var k = 0; k < factors.Length; k++)
                    AddScaled(source.Slice((weights.Starts[y] + k - firstRow) * rowBytes, rowBytes), factors[k], sum);
                ToBytes(sum, target.Slice(y * rowBytes, rowBytes));
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(sums);
        }
    }

    private static void AddScaled(ReadOnlySpan<byte> row, int factor, Span<int> sum)
    {
        var i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(row[i..]), out var low, out var high);
            Vector.Widen(low, out var a, out var b);
            Vector.Widen(high, out var c, out var d);
            Add(sum[i..], a, factor);
            Add(sum[(i + Vector<int>.Count)..], b, factor);
            Add(sum[(i + (2 * Vector<int>.Count))..], c, factor);
            Add(sum[(i + (3 * Vector<int>.Count))..], d, factor);
        }
        for (; i < row.Length; i++)
            sum[i] += row[i] * factor;
    }

    private static void Add(Span<int> sum, Vector<uint> pixels, int factor) =>
        (new Vector<int>(sum) + (Vector.AsVectorInt32(pixels) * factor)).CopyTo(sum);

    private static void ToBytes(ReadOnlySpan<int> sum, Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i += 4)
            MemoryMarshal.Write(bytes[i..], Narrow(Vector128.Create(sum.Slice(i, 4))));
    }

    private static Vector128<int> Widen(uint pixel)
    {
        var shorts = Vector128.WidenLower(Vector128.CreateScalarUnsafe(pixel).AsByte());
        return Vector128.WidenLower(shorts).AsInt32();
    }

    // The filter overshoots at edges: clamp to a byte after the shift.
    private static uint Narrow(Vector128<int> sum)
    {
        var clamped = Vector128.Min(
            Vector128.Max(Vector128.ShiftRightArithmetic(sum, ResampleWeights.PrecisionBits), Vector128<int>.Zero), Vector128.Create(255));
        var shorts = Vector128.Narrow(clamped, clamped);
        return Vector128.Narrow(shorts, shorts).AsUInt32().ToScalar();
    }
}
