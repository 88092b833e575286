using System.Buffers;
using System.Runtime.CompilerServices;
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

        var result = GC.AllocateUninitializedArray<byte>(window.Width * window.Height * 4);
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
                outRow[x] = Narrow(WeightedSum(row.Slice(weights.Starts[x], weights.Counts[x]), weights.For(x)));
        }
    }

    // Two pixels a vector. Sums of integers are the same in any order.
    private static Vector128<int> WeightedSum(ReadOnlySpan<uint> pixels, ReadOnlySpan<int> factors)
    {
        ref var pixel = ref MemoryMarshal.GetReference(pixels);
        ref var factor = ref MemoryMarshal.GetReference(factors);
        var pairs = Vector256.Create(Vector128.Create(Half), Vector128<int>.Zero);
        var k = 0;
        for (; k <= factors.Length - 2; k += 2)
        {
            var two = Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<uint, byte>(ref Unsafe.Add(ref pixel, k)));
            var shorts = Vector128.WidenLower(Vector128.CreateScalarUnsafe(two).AsByte());
            var both = Vector256.Create(Vector128.Create(Unsafe.Add(ref factor, k)), Vector128.Create(Unsafe.Add(ref factor, k + 1)));
            pairs += Vector256.WidenLower(shorts.ToVector256Unsafe()).AsInt32() * both;
        }
        var sum = pairs.GetLower() + pairs.GetUpper();
        return k < factors.Length ? sum + (Widen(Unsafe.Add(ref pixel, k)) * Unsafe.Add(ref factor, k)) : sum;
    }

    // Some bytes of a row at a time, so that their sums stay in registers while the rows above and below are added.
    private static void Columns(ReadOnlySpan<byte> source, int rowBytes, int firstRow, ResampleWeights weights, Span<byte> target)
    {
        for (var y = 0; y < weights.Starts.Length; y++)
        {
            var factors = weights.For(y);
            var rows = source.Slice((weights.Starts[y] - firstRow) * rowBytes, factors.Length * rowBytes);
            var output = target.Slice(y * rowBytes, rowBytes);
            var i = 0;
            for (; i <= rowBytes - Vector256<byte>.Count; i += Vector256<byte>.Count)
                WeightedSum(rows[i..], rowBytes, factors).CopyTo(output[i..]);
            for (; i < rowBytes; i += 4)
                MemoryMarshal.Write(output[i..], Narrow(PixelSum(rows[i..], rowBytes, factors)));
        }
    }

    private static Vector256<byte> WeightedSum(ReadOnlySpan<byte> rows, int rowBytes, ReadOnlySpan<int> factors)
    {
        var (a, b, c, d) = (Vector256.Create(Half), Vector256.Create(Half), Vector256.Create(Half), Vector256.Create(Half));
        for (var k = 0; k < factors.Length; k++)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(rows.Slice(k * rowBytes, Vector256<byte>.Count)));
            var factor = Vector256.Create(factors[k]);
            a += Vector256.WidenLower(low).AsInt32() * factor;
            b += Vector256.WidenUpper(low).AsInt32() * factor;
            c += Vector256.WidenLower(high).AsInt32() * factor;
            d += Vector256.WidenUpper(high).AsInt32() * factor;
        }
        return Vector256.Narrow(Vector256.Narrow(Clamp(a), Clamp(b)), Vector256.Narrow(Clamp(c), Clamp(d)));
    }

    private static Vector128<int> PixelSum(ReadOnlySpan<byte> rows, int rowBytes, ReadOnlySpan<int> factors)
    {
        var sum = Vector128.Create(Half);
        for (var k = 0; k < factors.Length; k++)
            sum += Widen(MemoryMarshal.Read<uint>(rows[(k * rowBytes)..])) * factors[k];
        return sum;
    }

    private static Vector128<int> Widen(uint pixel)
    {
        var shorts = Vector128.WidenLower(Vector128.CreateScalarUnsafe(pixel).AsByte());
        return Vector128.WidenLower(shorts).AsInt32();
    }

    private static uint Narrow(Vector128<int> sum)
    {
        var shorts = Vector128.Narrow(Clamp(sum), Clamp(sum)).AsUInt16();
        return Vector128.Narrow(shorts, shorts).AsUInt32().ToScalar();
    }

    // The filter overshoots at edges: clamp to a byte after the shift.
    private static Vector128<int> Clamp(Vector128<int> sum) =>
        Vector128.Min(Vector128.Max(Vector128.ShiftRightArithmetic(sum, ResampleWeights.PrecisionBits), Vector128<int>.Zero), Vector128.Create(255));

    private static Vector256<uint> Clamp(Vector256<int> sum) => Vector256.Min(
        Vector256.Max(Vector256.ShiftRightArithmetic(sum, ResampleWeights.PrecisionBits), Vector256<int>.Zero), Vector256.Create(255)).AsUInt32();
}
