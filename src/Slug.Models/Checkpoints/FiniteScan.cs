using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Slug.Models.Checkpoints;

/// <summary>
/// Looks whether weights are finite numbers. On a CPU memory is read once by all threads and nothing is computed but a comparison of bits: libtorch's sum of 16-bit numbers copies them
/// into wider ones first, twice the tensor's memory.
/// </summary>
internal static unsafe class FiniteScan
{
    // What a thread takes at a time, and what one thread does as fast as several.
    private const int Piece = 1 << 20;

    // Bytes are spans, whose length is an int.
    private const long MostBytes = 1L << 30;

    /// <summary>Whether no value is infinite or no number.</summary>
    /// <param name="weights">Floating-point numbers.</param>
    public static bool IsFinite(Tensor weights)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        if (weights.device_type == DeviceType.CPU && weights.is_contiguous() && Scan(weights.dtype) is { } scan)
        {
            var (flat, most) = (weights.detach().view(-1), MostBytes / weights.element_size());
            for (long done = 0; done < flat.shape[0]; done += most)
            {
                if (!IsFinite(flat.narrow(0, done, Math.Min(most, flat.shape[0] - done)).bytes, scan)) return false;
            }

            return true;
        }

        // A value that is no number makes the sum none. A sum that is too large for its type is looked at number by number.
        return weights.sum(ScalarType.Float32).isfinite().item<bool>() || weights.isfinite().all().item<bool>();
    }

    // A number is not finite where every bit of its exponent is set.
    private static Func<nint, int, bool>? Scan(ScalarType type) => type switch
    {
        ScalarType.Float16 => (start, bytes) => Scan<ushort>(start, bytes, 0x7C00),
        ScalarType.BFloat16 => (start, bytes) => Scan<ushort>(start, bytes, 0x7F80),
        ScalarType.Float32 => (start, bytes) => Scan<uint>(start, bytes, 0x7F80_0000),
        ScalarType.Float64 => (start, bytes) => Scan<ulong>(start, bytes, 0x7FF0_0000_0000_0000),
        _ => null,
    };

    private static bool IsFinite(Span<byte> numbers, Func<nint, int, bool> scan)
    {
        fixed (byte* first = numbers)
        {
            var (start, length) = ((nint)first, numbers.Length);
            var pieces = (length + Piece - 1) / Piece;
            if (pieces < 2) return Look(start, length);
            var threads = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, get_num_threads()) };
            return Parallel.For(0, pieces, threads, (piece, state) =>
            {
                if (!Look(start + (piece * (nint)Piece), Math.Min(Piece, length - (piece * Piece)))) state.Stop();
            }).IsCompleted;
        }

        bool Look(nint at, int bytes)
        {
            PagePopulation.Read(at, bytes);
            return scan(at, bytes);
        }
    }

    // Compiled well from the start: a model is loaded once a process.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Scan<T>(nint start, int bytes, T exponent)
        where T : unmanaged, IBinaryInteger<T>
    {
        var numbers = new ReadOnlySpan<T>((void*)start, bytes / sizeof(T));
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(numbers);
        var (mask, found) = (new Vector<T>(exponent), Vector<T>.Zero);
        foreach (var vector in vectors) found |= Vector.Equals(vector & mask, mask);
        if (found != Vector<T>.Zero) return false;
        foreach (var number in numbers[(vectors.Length * Vector<T>.Count)..])
        {
            if ((number & exponent) == exponent) return false;
        }

        return true;
    }
}
